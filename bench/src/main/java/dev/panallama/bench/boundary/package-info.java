/// What single calls cost, by JMH.
@NullMarked
package dev.panallama.bench.boundary;

import org.jspecify.annotations.NullMarked;

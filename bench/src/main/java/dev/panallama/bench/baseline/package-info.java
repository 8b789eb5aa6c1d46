/// One stream, by plain C and by the Java API, in turns.
@NullMarked
package dev.panallama.bench.baseline;

import org.jspecify.annotations.NullMarked;

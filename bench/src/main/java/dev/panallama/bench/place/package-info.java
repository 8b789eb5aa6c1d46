/// Where things lie on this machine, and what machine it is.
@NullMarked
package dev.panallama.bench.place;

import org.jspecify.annotations.NullMarked;

/// Generating beside programs that take the processors.
@NullMarked
package dev.panallama.bench.busy;

import org.jspecify.annotations.NullMarked;

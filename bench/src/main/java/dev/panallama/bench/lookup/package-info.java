/// Guesses from a session's own text, beside plain decoding.
@NullMarked
package dev.panallama.bench.lookup;

import org.jspecify.annotations.NullMarked;

/// What can go wrong: every failure that llama.cpp reports is a [dev.panallama.error.LlamaException].
/// A wrong argument is an `IllegalArgumentException` and a wrong moment an `IllegalStateException`.
@NullMarked
package dev.panallama.error;

import org.jspecify.annotations.NullMarked;

/// The API: a [dev.panallama.Model] holds the weights, a [dev.panallama.Session] one sequence of
/// tokens, a [dev.panallama.Sampler] says how the next token is chosen.
@NullMarked
package dev.panallama;

import org.jspecify.annotations.NullMarked;

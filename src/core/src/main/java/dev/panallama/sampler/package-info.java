/// How the next token is chosen: a [dev.panallama.sampler.Sampler] is a value, which a session turns into native steps.
@NullMarked
package dev.panallama.sampler;

import org.jspecify.annotations.NullMarked;

/// What llama-server has beside OpenAI's protocol.
@NullMarked
package dev.panallama.runner.llamacpp;

import org.jspecify.annotations.NullMarked;

/// Ollama's protocol.
@NullMarked
package dev.panallama.runner.ollama;

import org.jspecify.annotations.NullMarked;

/// OpenAI's protocol: chat and text completions, embeddings, models.
@NullMarked
package dev.panallama.runner.openai;

import org.jspecify.annotations.NullMarked;

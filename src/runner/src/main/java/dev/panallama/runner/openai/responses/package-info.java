/// The Responses API of OpenAI's protocol. Nothing is kept from one request to the next.
@NullMarked
package dev.panallama.runner.openai.responses;

import org.jspecify.annotations.NullMarked;

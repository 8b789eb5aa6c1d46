/// Anthropic's protocol: messages, and how many tokens they have.
@NullMarked
package dev.panallama.runner.anthropic;

import org.jspecify.annotations.NullMarked;

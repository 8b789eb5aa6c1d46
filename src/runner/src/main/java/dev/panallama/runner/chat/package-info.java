/// Talking with a model: prompts, turns, answers and the loop on a terminal.
@NullMarked
package dev.panallama.runner.chat;

import org.jspecify.annotations.NullMarked;

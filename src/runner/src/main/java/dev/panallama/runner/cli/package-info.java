/// The program: all commands as one, what the environment says for them, and how it ends when one fails.
@NullMarked
package dev.panallama.runner.cli;

import org.jspecify.annotations.NullMarked;

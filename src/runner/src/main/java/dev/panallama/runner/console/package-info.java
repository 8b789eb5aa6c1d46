/// What the runner tells its user besides the answer: notes and progress, on standard error.
@NullMarked
package dev.panallama.runner.console;

import org.jspecify.annotations.NullMarked;

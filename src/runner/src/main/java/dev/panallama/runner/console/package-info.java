/// What the runner tells its user besides the answer, on standard error, and what it reads of him: notes, progress, questions, names.
@NullMarked
package dev.panallama.runner.console;

import org.jspecify.annotations.NullMarked;

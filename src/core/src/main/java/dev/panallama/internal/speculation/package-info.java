/// What follows a text, guessed: by where its end has occurred before or by a smaller model, and how many guesses are
/// worth computing.
@NullMarked
package dev.panallama.internal.speculation;

import org.jspecify.annotations.NullMarked;

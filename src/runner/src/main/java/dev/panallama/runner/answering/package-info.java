/// What the protocols have in common where they answer conversations.
@NullMarked
package dev.panallama.runner.answering;

import org.jspecify.annotations.NullMarked;

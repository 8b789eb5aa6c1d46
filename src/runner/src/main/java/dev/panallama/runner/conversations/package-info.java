/// Conversations, kept in a database of one file.
@NullMarked
package dev.panallama.runner.conversations;

import org.jspecify.annotations.NullMarked;

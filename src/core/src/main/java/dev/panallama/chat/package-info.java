/// The language of conversations: messages, tools, and the templates that write them as models expect. It knows no
/// model; `dev.panallama.Chat` has conversations with one.
@NullMarked
package dev.panallama.chat;

import org.jspecify.annotations.NullMarked;

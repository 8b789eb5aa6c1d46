package dev.panallama.guard;

import dev.panallama.chat.ChatMessage;
import java.util.List;

/// Judges the last message of a conversation.
@FunctionalInterface
public interface Guard {
    /// Returns whether the last message may pass.
    ///
    /// @param conversation one message at least; those before the last one are what it is judged by
    Verdict check(List<? extends ChatMessage> conversation);
}

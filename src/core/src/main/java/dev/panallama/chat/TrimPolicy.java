package dev.panallama.chat;

import java.util.List;
import java.util.function.ToIntFunction;

/// Shortens a conversation that does not fit into the context any more. The chat's own history keeps all; what is shortened
/// is what the model gets to see.
@FunctionalInterface
public interface TrimPolicy {
    /// Returns a shorter conversation.
    ///
    /// @param messages what the model has seen so far and what is new; the last one is to be answered
    /// @param length counts the tokens that a conversation takes
    /// @param limit how many may be taken, so that there is room for an answer
    /// @return messages that take no more than the limit, or, if that cannot be, what comes closest
    List<ChatMessage> trim(List<ChatMessage> messages, ToIntFunction<List<ChatMessage>> length, int limit);

    /// Returns the policy that keeps the system message and the first exchange, drops the oldest exchanges after it, then the
    /// first one, and at last shortens the longest messages in the middle. It makes room for some exchanges to come, so that
    /// not every one of them has the prompt computed again.
    static TrimPolicy keepingFirst() {
        return new DroppingPolicy(1);
    }

    /// Returns the policy that keeps the system message and drops the oldest exchanges; otherwise as [#keepingFirst].
    static TrimPolicy droppingOldest() {
        return new DroppingPolicy(0);
    }

    /// Returns the policy that drops nothing: what does not fit is refused.
    static TrimPolicy refusing() {
        return (messages, _, _) -> messages;
    }
}

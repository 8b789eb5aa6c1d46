package dev.panallama;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ToolCall;
import java.util.List;
import java.util.Optional;

/// A model's answer. Immutable.
///
/// @param message what it said; after calls of tools that have handlers, the last of its messages
/// @param finishReason why it ended
/// @param stopString which of the [texts that end it][GenerationOptions#stopStrings] did, if one did
/// @param usage what it took
public record Reply(AssistantMessage message, FinishReason finishReason, Optional<String> stopString, Usage usage) {
    /// What an answer took, over all rounds of tools. In tokens.
    ///
    /// @param prompt how many were computed before the answer: what is new since the last one
    /// @param reused how many of the prompt were there already
    /// @param generated how many were generated
    /// @param reasoning how many of those were thought
    public record Usage(int prompt, int reused, int generated, int reasoning) {}

    /// Returns the text of the answer.
    public String text() {
        return message.text();
    }

    /// Returns what the model thought before it answered; empty if it did not.
    public String reasoning() {
        return message.reasoning();
    }

    /// Returns the calls that nobody has answered: of tools without a handler, or beyond the limit of rounds.
    public List<ToolCall> calls() {
        return message.calls();
    }
}

package dev.panallama.runner.answering;

import dev.panallama.ChatOptions;
import dev.panallama.chat.ChatMessage;
import java.util.List;

/// A conversation, and how it is to be answered. Immutable.
///
/// @param continues whether the last message, the model's own, is continued
public record Question(List<ChatMessage> messages, ChatOptions options, boolean continues) {
    /// Copies the list.
    public Question {
        messages = List.copyOf(messages);
    }

    /// Creates one that is answered with a message of its own.
    public Question(List<ChatMessage> messages, ChatOptions options) {
        this(messages, options, false);
    }

    /// Returns the question of one of several answers: with a seed, each has one of its own.
    public Question seeded(int index) {
        return new Question(messages, options.withSampler(SamplingFields.seeded(options.sampler(), index)), continues);
    }
}

package dev.panallama.runner.answering;

import dev.panallama.ChatOptions;
import dev.panallama.chat.ChatMessage;
import java.util.List;
import java.util.Map;

/// A conversation, and how it is to be answered. Immutable.
///
/// @param continues whether the last message, the model's own, is continued
/// @param lora how strongly adapters of the model are applied, by their numbers; empty for as usual
public record Question(List<ChatMessage> messages, ChatOptions options, boolean continues, Map<Integer, Float> lora) {
    /// Copies the collections.
    public Question {
        messages = List.copyOf(messages);
        lora = Map.copyOf(lora);
    }

    /// Creates one that is answered with a message of its own, with adapters as usual.
    public Question(List<ChatMessage> messages, ChatOptions options) {
        this(messages, options, false, Map.of());
    }

    /// Returns the question of one of several answers: with a seed, each has one of its own.
    public Question seeded(int index) {
        return new Question(messages, options.withSampler(SamplingFields.seeded(options.sampler(), index)), continues,
                lora);
    }
}

package dev.panallama.chat;

import dev.panallama.jinja.Text;
import java.util.Set;

/// A conversation as a template writes it, up to where the model's answer begins. Immutable.
///
/// @param text what the template wrote and, marked as input, what people, models and tools said
/// @param generationPrompt the last part of the text: what stands between the last message and the answer, such as
///     `<|im_start|>assistant\n`. It may open the model's reasoning
/// @param marks what the template puts between messages as plain text, such as `[/INST]`: said by a person it must not
///     become the same tokens
public record ChatPrompt(Text text, String generationPrompt, Set<String> marks) {
    /// Copies the set.
    public ChatPrompt {
        marks = Set.copyOf(marks);
    }
}

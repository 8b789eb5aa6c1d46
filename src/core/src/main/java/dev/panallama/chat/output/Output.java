package dev.panallama.chat.output;

import dev.panallama.chat.ToolCall;
import java.util.List;

/// What a text says. Immutable.
///
/// @param text what the model answers
/// @param reasoning what it thinks before
/// @param calls the tools that it wants called; the arguments of the last may be cut where the text ends early
public record Output(String text, String reasoning, List<ToolCall> calls) {
    /// Copies the list.
    public Output {
        calls = List.copyOf(calls);
    }
}

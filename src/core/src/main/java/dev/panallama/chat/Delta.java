package dev.panallama.chat;

/// A piece of an answer, as it is generated. Immutable.
public sealed interface Delta {
    /// More of the text.
    record Text(String text) implements Delta {}

    /// More of what the model thinks before it answers.
    record Reasoning(String text) implements Delta {}

    /// More of a call.
    ///
    /// @param index counts the calls of the answer from 0
    /// @param id that of the call, the same in each of its pieces
    /// @param name that of the tool, the same in each of its pieces
    /// @param arguments more of the JSON object
    record ToolCall(int index, String id, String name, String arguments) implements Delta {}

    /// What the handler of a tool has answered to a call; the model goes on from there.
    record ToolAnswer(ToolResult result) implements Delta {}
}

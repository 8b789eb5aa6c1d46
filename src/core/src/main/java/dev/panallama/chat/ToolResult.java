package dev.panallama.chat;

import java.util.Objects;

/// What a tool answered to a call. Immutable.
///
/// @param id that of the [ToolCall]
/// @param name that of the tool
/// @param text the answer, often JSON
public record ToolResult(String id, String name, String text) implements ChatMessage {
    /// @throws NullPointerException if anything is null
    public ToolResult {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text: the tool answered nothing");
    }

    /// Returns the answer to a call.
    public static ToolResult of(ToolCall call, String text) {
        return new ToolResult(call.id(), call.name(), text);
    }

    @Override
    public Role role() {
        return Role.TOOL;
    }
}

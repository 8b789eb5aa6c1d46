package dev.panallama.chat;

/// Whether a model calls tools.
public sealed interface ToolChoice {
    /// As it likes.
    record Automatic() implements ToolChoice {}

    /// Never: it does not get to see the tools.
    record None() implements ToolChoice {}

    /// At least one, whichever it likes.
    record Required() implements ToolChoice {}

    /// The tool of this name, once.
    record Named(String name) implements ToolChoice {}
}

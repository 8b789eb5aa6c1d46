package dev.panallama.chat;

/// A tool that a model wants called. Immutable.
///
/// @param id tells the call from others of the conversation; empty where the model gives none
/// @param name that of the tool
/// @param arguments a JSON object as text, as the model wrote it
public record ToolCall(String id, String name, String arguments) {}

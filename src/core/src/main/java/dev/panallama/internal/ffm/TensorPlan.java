package dev.panallama.internal.ffm;

/// What llama.cpp means to do with one tensor.
///
/// @param name the tensor's name in the new file
/// @param type ggml's name of the type that it gets; empty if it keeps its own
public record TensorPlan(String name, String type) {}

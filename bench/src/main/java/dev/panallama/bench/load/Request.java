package dev.panallama.bench.load;

/// One request of a workload. Immutable.
///
/// @param id its place in the workload
/// @param at when it comes, in seconds from the beginning
/// @param prompt its text
/// @param promptTokens the length of the prompt, without a token that the model may want before it
/// @param maxTokens how many tokens are to be generated, no less
public record Request(int id, double at, String prompt, int promptTokens, int maxTokens) {}

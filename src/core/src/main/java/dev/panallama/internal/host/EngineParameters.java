package dev.panallama.internal.host;

import org.jspecify.annotations.Nullable;

/// How an engine serves its sequences, beside the parameters of its context.
///
/// @param queueLimit how many calls may wait for a slot
/// @param lease how many nanoseconds a slot is kept for a sequence that does not ask for more
/// @param sequenceLength the most tokens of a sequence
/// @param cacheBytes the most memory for what sequences have left behind
/// @param folder where that is kept beyond the end of the program, or null
/// @param folderBytes the most that is kept there
/// @param key what a kept state depends on: the model and how its memory is laid out
public record EngineParameters(int queueLimit, long lease, int sequenceLength, long cacheBytes, @Nullable String folder,
        long folderBytes, String key) {}

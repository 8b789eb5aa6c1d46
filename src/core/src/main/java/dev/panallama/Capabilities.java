package dev.panallama;

/// What the loaded llama.cpp can do. Immutable.
///
/// @param mapsFiles whether it maps models into memory, see [LoadMode#MAP]
/// @param locksMemory whether it keeps models from being swapped out, see [LoadMode#LOCK]
/// @param usesGpus whether it has a GPU back end, and finds a device for it
/// @param usesRemoteDevices whether it computes on other machines (RPC)
/// @param maxDevices the most devices that a model can be spread over
/// @param maxSequences the most sequences in one context: a session and its [forks][SessionOptions#withForks]
public record Capabilities(
        boolean mapsFiles,
        boolean locksMemory,
        boolean usesGpus,
        boolean usesRemoteDevices,
        long maxDevices,
        long maxSequences) {}

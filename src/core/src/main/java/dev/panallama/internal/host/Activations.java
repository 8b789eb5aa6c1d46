package dev.panallama.internal.host;

/// What went through one tensor.
///
/// @param sums for each input the sum of the squares of its activations, of one expert after the other
/// @param counts how many activations were summed, for each expert; or one number for all
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record Activations(float[] sums, long[] counts) {}

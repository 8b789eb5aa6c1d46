package dev.panallama.internal;

/// Texts as the bytes that a file has of them, all in one array, for who must not make a `String` of each.
public interface TextBytes {
    /// Returns how many texts there are.
    int size();

    /// Returns the array, which must not be changed.
    byte[] bytes();

    /// Returns where in the array a text begins.
    int start(int index);

    /// Returns where in the array a text ends, exclusive.
    int end(int index);
}

package dev.panallama.internal;

/// Numbers of one size as the bytes that a file has of them, little-endian, for who must not box each.
public interface NumberBytes {
    /// Returns how many numbers there are.
    int size();

    /// Returns the array, which must not be changed.
    byte[] bytes();

    /// Returns where in the array the first number begins.
    int offset();

    /// Returns a number of four bytes.
    default int int32(int index) {
        return int32(bytes(), offset() + 4 * index);
    }

    /// Returns the number that four bytes are.
    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8) | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
    }
}

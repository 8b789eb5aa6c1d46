package dev.panallama;

import org.jspecify.annotations.Nullable;

/// What a token adds to a text, kept for all sessions.
final class Piece {
    private final byte[] bytes;
    private final @Nullable String whole;

    /// @param bytes UTF-8, which may begin or end inside a character
    Piece(byte[] bytes) {
        this.bytes = bytes;
        var stream = new Utf8Stream();
        String text = stream.add(bytes);
        whole = stream.isBetweenCharacters() ? text : null;
    }

    /// Returns the bytes, which are not to be changed.
    byte[] bytes() {
        return bytes;
    }

    /// Returns the text, if that ends with a whole character.
    @Nullable
    String whole() {
        return whole;
    }
}

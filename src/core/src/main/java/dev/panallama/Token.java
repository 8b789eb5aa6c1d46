package dev.panallama;

/// One generated token. Immutable.
///
/// @param id its number in the [Vocabulary]
/// @param text the whole characters that it completes: empty while a character is still in pieces, and for
///     control tokens
public record Token(int id, String text) {}

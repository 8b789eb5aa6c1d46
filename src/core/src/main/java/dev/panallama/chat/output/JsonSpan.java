package dev.panallama.chat.output;

/// Follows one JSON value, or one of Python's, character by character to its end.
final class JsonSpan {
    private int depth;
    private char quote; // of the string that it is in, or 0
    private boolean escaped;
    private boolean begun;
    private boolean done;

    /// Takes the next character, unless the value ended before it.
    boolean accept(char next) {
        if (done) return false;
        if (quote != 0) {
            inString(next);
            return true;
        }
        if (endsScalar(next)) {
            done = true;
            return false;
        }
        begun |= !Character.isWhitespace(next);
        switch (next) {
            case '"', '\'' -> quote = next;
            case '{', '[', '(' -> depth++;
            case '}', ']', ')' -> done = --depth == 0;
            default -> {
            }
        }
        return true;
    }

    /// Returns whether the value is whole.
    boolean done() {
        return done;
    }

    /// Returns whether the last character was inside a string, a list or an object.
    boolean isInside() {
        return depth > 0 || quote != 0;
    }

    private void inString(char next) {
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == quote) {
            quote = 0;
            done = depth == 0;
        }
    }

    private boolean endsScalar(char next) {
        if (depth > 0) return false;
        return switch (next) {
            case ',', '}', ']', ')', ':' -> true;
            case ' ', '\n', '\t', '\r' -> begun;
            default -> false;
        };
    }
}

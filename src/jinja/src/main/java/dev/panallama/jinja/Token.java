package dev.panallama.jinja;

/// A token of a template.
///
/// @param text of data and strings: what they stand for; otherwise as it is written
/// @param value of numbers, otherwise the text
record Token(Kind kind, String text, Object value, int offset) {
    enum Kind {
        DATA, BEGIN_PRINT, END_PRINT, BEGIN_BLOCK, END_BLOCK, NAME, STRING, INTEGER, FLOAT, OPERATOR, END
    }

    boolean is(Kind kind, String text) {
        return this.kind == kind && this.text.equals(text);
    }

    boolean isOperator(String text) {
        return is(Kind.OPERATOR, text);
    }

    boolean isName(String text) {
        return is(Kind.NAME, text);
    }

    /// Returns the token for a message.
    String found() {
        return switch (kind) {
            case DATA -> "text";
            case BEGIN_PRINT, BEGIN_BLOCK -> "the beginning of a tag";
            case END_PRINT -> "the end of the print";
            case END_BLOCK -> "the end of the tag";
            case STRING -> "a string";
            case NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
            case END -> "the end of the template";
        };
    }
}

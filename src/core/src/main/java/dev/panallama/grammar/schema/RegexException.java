package dev.panallama.grammar.schema;

/// Thrown when a regular expression is none, or has no grammar.
final class RegexException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final boolean valid;

    private RegexException(String message, boolean valid) {
        super(message);
        this.valid = valid;
    }

    /// Returns the exception for what is a regular expression but has no grammar, or none that can be written here.
    static RegexException unsupported(String pattern, int position, String reason) {
        return new RegexException(message(pattern, position, reason), true);
    }

    /// Returns the exception for what is no regular expression.
    static RegexException invalid(String pattern, int position, String reason) {
        return new RegexException(message(pattern, position, reason), false);
    }

    /// Returns what is wrong, and where.
    String problem() {
        return String.valueOf(getMessage());
    }

    /// Returns whether it is a regular expression nevertheless.
    boolean isValid() {
        return valid;
    }

    private static String message(String pattern, int position, String reason) {
        var shown = pattern.length() <= 80 ? pattern : pattern.substring(0, 80) + "...";
        return "the regular expression %s at character %d: %s".formatted(shown, position + 1, reason);
    }
}

package dev.panallama.error;

/// Thrown when a grammar is wrong, too large or too ambiguous, and when a text or a vocabulary cannot follow it.
/// Where the fault stands in the grammar's own text, the message says so, and [#line] and [#column].
public final class GrammarException extends LlamaException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /// Creates the exception for what has no place in the grammar's text.
    public GrammarException(String message) {
        super(message);
        line = 0;
        column = 0;
    }

    /// Creates the exception for a fault in the grammar's text.
    ///
    /// @param line counted from 1
    /// @param column in characters, counted from 1
    /// @param excerpt the line, or the part of a long one, that is wrong
    public GrammarException(String problem, int line, int column, String excerpt) {
        super("line %d, column %d of the grammar: %s; it says: %s".formatted(line, column, problem, excerpt));
        this.line = line;
        this.column = column;
    }

    /// Returns the line of the fault, counted from 1, or 0 if it has no place in the grammar's text.
    public int line() {
        return line;
    }

    /// Returns the column of the fault in characters, counted from 1, or 0 if it has no place in the grammar's text.
    public int column() {
        return column;
    }
}

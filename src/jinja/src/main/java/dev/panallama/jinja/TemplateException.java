package dev.panallama.jinja;

/// Thrown when a template cannot be read or rendered. Where in the template's text the fault stands, [#line] and
/// [#column] say.
public abstract sealed class TemplateException extends RuntimeException
        permits TemplateSyntaxException, TemplateEvaluationException, TemplateRaisedException, TemplateLimitException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    TemplateException(String message, int line, int column) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /// Returns the line of the fault, counted from 1.
    public int line() {
        return line;
    }

    /// Returns the column of the fault in characters, counted from 1.
    public int column() {
        return column;
    }
}

package dev.panallama.jinja;

/// Thrown when a template does with a value what that value does not bear: one that is undefined, or of another type.
public final class TemplateEvaluationException extends TemplateException {
    private static final long serialVersionUID = 1L;

    TemplateEvaluationException(String message, int line, int column) {
        super(message, line, column);
    }
}

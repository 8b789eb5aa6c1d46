package dev.panallama.jinja;

/// Thrown when a template does not follow the language.
public final class TemplateSyntaxException extends TemplateException {
    private static final long serialVersionUID = 1L;

    TemplateSyntaxException(String message, int line, int column) {
        super(message, line, column);
    }
}

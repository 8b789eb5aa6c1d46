package dev.panallama.jinja;

/// Thrown when a template itself refuses the conversation by `raise_exception`; the message is the template's.
public final class TemplateRaisedException extends TemplateException {
    private static final long serialVersionUID = 1L;

    TemplateRaisedException(String message, int line, int column) {
        super(message, line, column);
    }
}

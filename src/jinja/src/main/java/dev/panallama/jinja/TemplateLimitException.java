package dev.panallama.jinja;

/// Thrown when a template wants more than its [Limits] allow.
public final class TemplateLimitException extends TemplateException {
    private static final long serialVersionUID = 1L;

    /// What there was too much of.
    public enum Limit {
        /// [Limits#steps]
        STEPS,
        /// [Limits#outputLength]
        OUTPUT_LENGTH,
        /// [Limits#depth]
        DEPTH,
        /// [Limits#rangeLength]
        RANGE_LENGTH,
        /// [Limits#time]
        TIME
    }

    private final Limit limit;

    TemplateLimitException(Limit limit, String message, int line, int column) {
        super(message, line, column);
        this.limit = limit;
    }

    /// Returns which limit was passed.
    public Limit limit() {
        return limit;
    }
}

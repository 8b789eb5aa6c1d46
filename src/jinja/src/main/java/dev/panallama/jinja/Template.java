package dev.panallama.jinja;

import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat template, parsed once and rendered many times. Immutable: any number of threads may render it at once.
public final class Template {
    private final String source;
    private final Limits limits;
    private final Clock clock;

    private Template(String source, Limits limits, Clock clock) {
        this.source = source;
        this.limits = limits;
        this.clock = clock;
    }

    /// Parses a template, with the default limits.
    ///
    /// @throws TemplateException if the text is no template
    public static Template parse(String source) {
        return parse(source, Limits.defaults());
    }

    /// Parses a template.
    ///
    /// @throws TemplateException if the text is no template, or nested deeper than the limit
    public static Template parse(String source, Limits limits) {
        return new Template(source, limits, Clock.systemDefaultZone());
    }

    /// Returns this template with another clock for `strftime_now`.
    public Template withClock(Clock clock) {
        return new Template(source, limits, clock);
    }

    /// Returns the text it was parsed from.
    public String source() {
        return source;
    }

    /// Renders the template. A context's values are null, booleans, numbers, texts (a [String] is as good as the
    /// template's own, a [Text] is marked as it says), maps with texts as keys, iterables and arrays of these. They are
    /// copied: nothing of the caller's is changed.
    ///
    /// @throws TemplateException if the template refuses this context or passes a limit
    /// @throws IllegalArgumentException if the context holds a value of any other class
    public Text render(Map<String, ? extends @Nullable Object> context) {
        throw new UnsupportedOperationException("not yet: %s %s".formatted(limits, clock));
    }
}

package dev.panallama.jinja;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/// A chat template, parsed once and rendered many times. Immutable: any number of threads may render it at once.
///
/// The language is that of Python's jinja2 as it is set up for chat templates: lines of tags leave no blank lines
/// behind, `break`, `continue` and `generation` are there, `tojson` writes plain JSON, and `raise_exception` and
/// `strftime_now` can be called. Values behave as Python's do. What differs: a list's `append` and `pop` are allowed,
/// a template stands alone (no `include`, `import`, `extends` and `block`), and it cannot take more than its [Limits].
public final class Template {
    private final Source normalized;
    private final String source;
    private final Limits limits;
    private final Clock clock;
    private final Block body;
    private final Symbols.Function variables;

    private Template(String source, Limits limits, Clock clock, Source normalized, Block body,
            Symbols.Function variables) {
        this.source = source;
        this.limits = limits;
        this.clock = clock;
        this.normalized = normalized;
        this.body = body;
        this.variables = variables;
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
        var normalized = Source.of(source);
        try {
            Block body = StatementParser.parse(normalized, limits);
            Clock clock = Clock.system(ZoneId.systemDefault());
            return new Template(source, limits, clock, normalized, body, Resolver.resolve(body));
        } catch (StackOverflowError _) { // in a thread with a smaller stack than the limits are made for
            throw normalized.tooDeep(0, limits);
        }
    }

    /// Returns this template with another clock for `strftime_now`.
    public Template withClock(Clock clock) {
        return new Template(source, limits, clock, normalized, body, variables);
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
    public Text render(Map<String, ?> context) {
        try {
            var rendering = new Rendering(normalized, limits, clock, context);
            var frame = new Frame(rendering, null, variables);
            var out = new TextBuilder();
            body.enter(frame);
            body.run(frame, out);
            return out.text();
        } catch (StackOverflowError _) { // in a thread with a smaller stack than the limits are made for
            throw normalized.tooDeep(0, limits);
        }
    }
}

package dev.panallama.jinja;

import dev.panallama.jinja.TemplateLimitException.Limit;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One rendering under way: what it has used of its limits, and where in the template it is. Confined to its thread.
final class Rendering {
    private static final int CHARACTERS_PER_STEP = 8;
    private static final long STEPS_PER_LOOK_AT_THE_CLOCK = 4096;
    private static final int MAX_INTEGER_BITS = 100_000;

    private final Source source;
    private final Limits limits;
    private final Clock clock;
    private final Map<String, Object> variables;
    private final long begun = System.nanoTime();
    private final long time;
    private long steps;
    private long nextLook;
    private int depth;
    private int position;

    Rendering(Source source, Limits limits, Clock clock, Map<String, ?> context) {
        this.source = source;
        this.limits = limits;
        this.clock = clock;
        time = limits.time().compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : limits.time().toNanos();
        nextLook = Math.min(STEPS_PER_LOOK_AT_THE_CLOCK, limits.steps() + 1);
        variables = ContextValues.copy(this, context);
    }

    Clock clock() {
        return clock;
    }

    /// Returns a variable of the context or a function that every template has, null if there is neither.
    @Nullable
    Object variable(String name) {
        Object value = variables.get(name);
        return value == null ? Globals.find(name) : value;
    }

    /// Notes what is evaluated now: where a failure is reported.
    void at(int offset) {
        position = offset;
    }

    int position() {
        return position;
    }

    void step() {
        steps(1);
    }

    void steps(long count) {
        steps += count;
        if (steps >= nextLook) look();
    }

    private void look() {
        if (steps > limits.steps())
            throw limit(Limit.STEPS, "the template takes more than %,d steps".formatted(limits.steps()));
        if (System.nanoTime() - begun > time)
            throw limit(Limit.TIME, "the template takes longer than %s".formatted(limits.time()));
        nextLook = Math.min(steps + STEPS_PER_LOOK_AT_THE_CLOCK, limits.steps() + 1);
    }

    /// Enters more levels of expressions, blocks, calls or values within each other.
    void enter(int levels) {
        depth += levels;
        if (depth > limits.depth()) throw limit(Limit.DEPTH, Source.tooDeep(limits));
    }

    void leave(int levels) {
        depth -= levels;
    }

    /// Checks the length of a text before it is made, and counts the work.
    void text(long length) {
        length(length);
        steps(length / CHARACTERS_PER_STEP);
    }

    void length(long length) {
        if (length > limits.outputLength())
            throw limit(Limit.OUTPUT_LENGTH,
                    "the template makes a text of more than %,d characters".formatted(limits.outputLength()));
    }

    void range(long length) {
        if (length > limits.rangeLength())
            throw limit(Limit.RANGE_LENGTH, "a range has more than %,d elements".formatted(limits.rangeLength()));
    }

    void integer(double bits) {
        if (bits > MAX_INTEGER_BITS)
            throw limit(Limit.OUTPUT_LENGTH, "an integer has more than %,d bits".formatted(MAX_INTEGER_BITS));
        steps((long) bits / 64);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    TemplateException failure(String message, Object... values) {
        return new TemplateEvaluationException(values.length == 0 ? message : message.formatted(values),
                source.line(position), source.column(position));
    }

    TemplateException raised(String message) {
        return new TemplateRaisedException(message, source.line(position), source.column(position));
    }

    private TemplateException limit(Limit limit, String message) {
        return new TemplateLimitException(limit, message, source.line(position), source.column(position));
    }
}

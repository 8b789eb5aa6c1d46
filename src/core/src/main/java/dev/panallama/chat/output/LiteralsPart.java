package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads arguments with values that are literals of Python or of Gemma, and makes a JSON object of them. Each is passed
/// on when it is whole.
final class LiteralsPart implements Part {
    private static final int MOST_CHARACTERS = 256;

    private final Reading reading;
    private final Pending in;
    private final String id;
    private final String name;
    private final Part closing;
    private final boolean gemma;
    private boolean begun;
    private boolean open;
    private int count;
    private boolean inValue;
    private LiteralSpan span;

    /// @param gemma whether it is an object of Gemma's; otherwise Python's keywords
    LiteralsPart(Reading reading, String id, String name, Part closing, boolean gemma) {
        this.reading = reading;
        this.id = id;
        this.name = name;
        this.closing = closing;
        this.gemma = gemma;
        in = reading.in();
        span = new LiteralSpan(gemma);
    }

    @Override
    public @Nullable Part read() {
        while (true) {
            var next = inValue ? value() : key();
            if (next != this) return next;
        }
    }

    /// Returns this after a key.
    private @Nullable Part key() {
        in.skipBlanks();
        if (in.isEmpty()) return in.ended() ? misfit() : null;
        if (gemma && !open) {
            if (in.at(0) != '{') return misfit();
            open = true;
            in.skip(1);
            return this;
        }
        if (in.at(0) == (gemma ? '}' : ')')) return close();
        if (count > 0 && in.at(0) == ',') {
            in.skip(1);
            return this;
        }
        int end = in.find(gemma ? ":" : "=", 0, MOST_CHARACTERS);
        if (end == Pending.MAYBE) return null;
        if (end <= 0) return misfit();
        return key(in.part(0, end).strip(), end);
    }

    private Part key(String key, int end) {
        var plain = key.replace(Literals.GEMMA_QUOTE, "");
        if (plain.chars().anyMatch(it -> it == '(' || it == '\n' || (it == ' ' && !gemma))) return misfit();
        in.skip(end + 1);
        begin();
        reading.answer().arguments((count++ == 0 ? "{" : ", ") + Values.string(plain) + ": ");
        inValue = true;
        span = new LiteralSpan(gemma);
        return this;
    }

    private @Nullable Part value() {
        int length = span.length(in);
        if (length < 0) return in.ended() ? cut() : null;
        reading.answer().arguments(Values.json(in.take(length)));
        inValue = false;
        return this;
    }

    private @Nullable Part cut() {
        if (!in.isEmpty()) reading.answer().arguments(in.take(in.length()).strip());
        return null;
    }

    private Part close() {
        begin();
        if (gemma) in.skip(1);
        reading.answer().arguments(count == 0 ? "{}" : "}");
        return closing;
    }

    private void begin() {
        if (begun) return;
        begun = true;
        in.release();
        reading.answer().call(id, name);
    }

    private Part misfit() {
        if (!begun) return reading.giveBack();
        if (in.ended()) in.skip(in.length());
        else reading.answer().arguments("}");
        return reading.text();
    }
}

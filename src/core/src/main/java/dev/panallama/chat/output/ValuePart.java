package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads a value that is no text, to what ends it. Passes it on when it is whole. What would end it inside of a JSON
/// string does not, unless the string never ends.
final class ValuePart implements Part {
    private final Reading reading;
    private final Pending in;
    private final String closer;
    private final Part after;
    private int searched;
    private int end = Pending.NO; // the first that is inside of a string
    private boolean quoted;
    private boolean escaped;

    ValuePart(Reading reading, String closer, Part after) {
        this.reading = reading;
        this.closer = closer;
        this.after = after;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        for (; searched < in.length(); searched++) {
            int closed = in.match(searched, closer);
            if (closed == Pending.MAYBE) return null;
            if (closed >= 0 && !quoted) return end(searched);
            if (closed >= 0 && end == Pending.NO) end = searched;
            follow(in.at(searched));
        }
        if (!in.ended()) return null;
        return end == Pending.NO ? cut() : end(end);
    }

    private void follow(char next) {
        if (!quoted) {
            quoted = next == '"';
        } else if (escaped) {
            escaped = false;
        } else {
            escaped = next == '\\';
            quoted = next != '"';
        }
    }

    private Part end(int length) {
        var text = in.take(length);
        in.skip(in.match(0, closer));
        reading.answer().arguments(Values.json(text));
        return after;
    }

    private @Nullable Part cut() {
        if (!in.isEmpty()) reading.answer().arguments(in.take(in.length()).strip());
        return null;
    }
}

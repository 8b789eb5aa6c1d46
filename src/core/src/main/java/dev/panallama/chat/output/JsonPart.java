package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads arguments that are a JSON object.
final class JsonPart implements Part {
    private final Reading reading;
    private final Pending in;
    private final String id;
    private final String name;
    private final ClosingPart closing;
    private final JsonSpan span = new JsonSpan();
    private boolean begun;

    JsonPart(Reading reading, String id, String name, ClosingPart closing) {
        this.reading = reading;
        this.id = id;
        this.name = name;
        this.closing = closing;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        if (!begun) {
            in.skipBlanks();
            if (in.isEmpty() && !in.ended()) return null;
            if (in.isEmpty() || in.at(0) != '{') return noArguments();
            begin();
        }
        reading.answer().arguments(in.take(length()));
        return span.done() ? closing : null;
    }

    private @Nullable Part noArguments() {
        for (var closer : closing.closers()) {
            int end = in.match(0, closer);
            if (end == Pending.MAYBE) return null;
            if (end == Pending.NO) continue;
            begin();
            reading.answer().arguments("{}");
            return closing;
        }
        return reading.giveBack();
    }

    private void begin() {
        begun = true;
        in.release();
        reading.answer().call(id, name);
    }

    /// Counts the characters that belong to the arguments.
    private int length() {
        int length = 0;
        while (length < in.length() && span.accept(in.at(length))) length++;
        return length;
    }
}

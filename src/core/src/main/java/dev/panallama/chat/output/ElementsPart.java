package dev.panallama.chat.output;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a value that may have elements in it, to what ends it. Passes it on when it is whole.
final class ElementsPart implements Part {
    private final Reading reading;
    private final Pending in;
    private final String closer;
    private final String opening;
    private final Optional<JsonNode> schema;
    private final Part after;
    private int searched;
    private int nested;

    /// @param opening begins another such value within this one
    ElementsPart(Reading reading, String closer, String opening, Optional<JsonNode> schema, Part after) {
        this.reading = reading;
        this.closer = closer;
        this.opening = opening;
        this.schema = schema;
        this.after = after;
        in = reading.in();
    }

    @Override
    public @Nullable Part read() {
        while (searched < in.length()) {
            int closed = in.match(searched, closer);
            int opened = in.match(searched, opening);
            if (closed == Pending.MAYBE || opened == Pending.MAYBE) return null;
            if (closed >= 0 && nested-- == 0) return end(closed);
            if (opened >= 0) nested++;
            searched++;
        }
        return in.ended() ? cut() : null;
    }

    private Part end(int closed) {
        var text = in.part(0, searched);
        in.skip(closed);
        reading.answer().arguments(Elements.json(text, schema));
        return after;
    }

    private @Nullable Part cut() {
        if (!in.isEmpty()) reading.answer().arguments(in.take(in.length()).strip());
        return null;
    }
}

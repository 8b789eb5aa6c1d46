package dev.panallama.chat.output;

import dev.panallama.chat.output.MarkerSearch.Kind;
import org.jspecify.annotations.Nullable;

/// Reads what the model thinks, to the marker that ends it.
final class ReasoningPart implements Part {
    private final Reading reading;

    ReasoningPart(Reading reading) {
        this.reading = reading;
    }

    @Override
    public @Nullable Part read() {
        var in = reading.in();
        var found = reading.markers().inReasoning().find(in, 0);
        if (found.at() > 0) reading.answer().reasoning(in.take(found.at()));
        if (found.marker() == null) return null;
        boolean ends = found.marker().kind() == Kind.REASONING_END;
        reading.answer().closeReasoning(ends ? in.take(found.end() - found.at()) : "");
        return reading.text();
    }
}

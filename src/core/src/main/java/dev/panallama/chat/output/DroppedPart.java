package dev.panallama.chat.output;

import org.jspecify.annotations.Nullable;

/// Reads a message that is for nobody here, such as a call of a tool that was not offered.
final class DroppedPart implements Part {
    private final Reading reading;

    DroppedPart(Reading reading) {
        this.reading = reading;
    }

    @Override
    public @Nullable Part read() {
        var in = reading.in();
        var found = reading.markers().inReasoning().find(in, 0);
        in.skip(found.at());
        if (found.marker() == null) return null;
        if (found.marker().kind() == MarkerSearch.Kind.REASONING_END) in.skip(found.end() - found.at());
        return reading.text();
    }
}

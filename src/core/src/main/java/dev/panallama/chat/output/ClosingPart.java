package dev.panallama.chat.output;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what ends a call. Models forget some of it.
final class ClosingPart implements Part {
    private final Reading reading;
    private final List<String> closers;
    private final Supplier<Part> after;
    private int next;

    ClosingPart(Reading reading, List<String> closers, Supplier<Part> after) {
        this.reading = reading;
        this.closers = closers;
        this.after = after;
    }

    /// Returns the texts that end the call, in order.
    List<String> closers() {
        return closers;
    }

    @Override
    public @Nullable Part read() {
        var in = reading.in();
        while (next < closers.size()) {
            int end = in.match(0, " " + closers.get(next));
            if (end == Pending.MAYBE) return null;
            if (end >= 0) in.skip(end);
            next++;
        }
        return after.get();
    }
}

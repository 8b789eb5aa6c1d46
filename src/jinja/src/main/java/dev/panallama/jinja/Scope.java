package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the variables of a scope begin, each time it is entered.
record Scope(List<Begin> begins) {
    static final Scope NONE = new Scope(List.of());

    /// @param resolved the name to look up in the context, null for what is in an outer scope or missing
    /// @param hops to the outer scope's frame, below 0 where the variable begins as missing
    record Begin(int slot, @Nullable String resolved, int hops, int outer) {
        void enter(Frame frame) {
            frame.set(slot, resolved != null
                    ? frame.rendering().variable(resolved)
                    : hops < 0 ? null : frame.get(hops, outer));
        }
    }

    void enter(Frame frame) {
        for (Begin begin : begins) begin.enter(frame);
    }
}

package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the variables of a scope begin, each time it is entered.
record Scope(List<Begin> begins) {
    static final Scope NONE = new Scope(List.of());

    /// @param resolved the name to look up in the context, null for what is in an outer scope or missing
    /// @param hops to the outer scope's frame, below 0 where the variable begins as missing
    private record Begin(int slot, @Nullable String resolved, int hops, int outer) {}

    static Scope of(Symbols symbols) {
        return new Scope(symbols.loads().entrySet().stream()
                .filter(it -> !(it.getValue() instanceof Symbols.Load.Parameter))
                .map(it -> begin(symbols, it.getKey().index(), it.getValue())).toList());
    }

    private static Begin begin(Symbols symbols, int slot, Symbols.Load load) {
        return switch (load) {
            case Symbols.Load.Resolve(String name) -> new Begin(slot, name, -1, -1);
            case Symbols.Load.Alias(Symbols.Slot outer) ->
                new Begin(slot, null, symbols.function().hopsTo(outer), outer.index());
            default -> new Begin(slot, null, -1, -1);
        };
    }

    void enter(Frame frame) {
        for (Begin begin : begins) {
            frame.set(begin.slot, begin.resolved != null
                    ? frame.rendering().variable(begin.resolved)
                    : begin.hops < 0 ? null : frame.get(begin.hops, begin.outer));
        }
    }
}

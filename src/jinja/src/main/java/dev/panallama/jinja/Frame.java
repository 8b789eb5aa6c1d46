package dev.panallama.jinja;

import org.jspecify.annotations.Nullable;

/// The variables of one call under way: of the template itself, of a macro, or of another body that is called.
final class Frame {
    private final Rendering rendering;
    private final @Nullable Frame outer;
    private final @Nullable Object[] slots;

    /// @param outer the call in whose text this one's body stands
    Frame(Rendering rendering, @Nullable Frame outer, Symbols.Function function) {
        this.rendering = rendering;
        this.outer = outer;
        slots = new Object[function.size()];
    }

    Rendering rendering() {
        return rendering;
    }

    /// Returns a variable's value, null if it is missing.
    @Nullable
    Object get(int hops, int slot) {
        Frame frame = this;
        for (int i = 0; i < hops && frame.outer != null; i++) frame = frame.outer;
        return frame.slots[slot];
    }

    void set(int slot, @Nullable Object value) {
        slots[slot] = value;
    }

    /// Returns a frame for a body that stands in this one's.
    Frame inner(Symbols.Function function) {
        return new Frame(rendering, this, function);
    }
}

package dev.panallama.jinja;

import org.jspecify.annotations.Nullable;

/// The variables of one call under way: of the template itself, of a macro, or of another body that is called.
///
/// @param outer the call in whose text this one's body stands
/// @param slots the values of variables, null where one is missing
record Frame(Rendering rendering, @Nullable Frame outer, @Nullable Object[] slots) {
    @Nullable
    Object get(int hops, int slot) {
        Frame frame = this;
        for (int i = 0; i < hops && frame.outer != null; i++) frame = frame.outer;
        return frame.slots[slot];
    }

    /// Returns a frame for a body that stands in this one's.
    Frame inner(Symbols.Function function) {
        return new Frame(rendering, this, new Object[function.size()]);
    }
}

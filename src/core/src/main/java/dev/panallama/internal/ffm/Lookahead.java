package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a sequence is likely to be asked for next: the token that was chosen, computed while its user handles it. Keeps the
/// logits that were there before, for the case that something else is asked for.
final class Lookahead {
    private final Arena arena;
    private final long rowBytes;
    private int id;
    private int position;
    private boolean computed;
    private @Nullable MemorySegment before;

    Lookahead(Arena arena, int vocabularySize) {
        this.arena = arena;
        rowBytes = vocabularySize * JAVA_FLOAT.byteSize();
    }

    /// Notes which token may be computed next, and at which position.
    void expect(int chosen, int at) {
        id = chosen;
        position = at;
    }

    /// Returns the token.
    int id() {
        return id;
    }

    int position() {
        return position;
    }

    /// Notes that it is computed from now on.
    ///
    /// @param row the logits of the token before it
    void begin(MemorySegment row) {
        if (before == null) before = arena.allocate(rowBytes, JAVA_FLOAT.byteAlignment());
        MemorySegment.copy(row, 0, before, 0, rowBytes);
        computed = true;
    }

    boolean isComputed() {
        return computed;
    }

    /// Returns the logits that were there before.
    MemorySegment before() {
        if (before == null) throw new IllegalStateException("nothing was computed ahead");
        return before;
    }

    /// Forgets it.
    void end() {
        computed = false;
    }

    /// Returns whether `ids[from..to)` is what is computed, and forgets it then: it is no longer ahead.
    boolean take(int[] ids, int from, int to) {
        if (!computed || from != position || to != from + 1 || ids[from] != id) return false;
        computed = false;
        return true;
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The logits of the last token of each sequence of a context. llama.cpp keeps those of the last decode alone; the row of
/// another sequence is copied away before that.
final class Logits {
    private static final int NOBODY = -1;
    private static final int LAST = -1;

    private final MemorySegment context;
    private final Arena arena;
    private final long size;
    private final MemorySegment[] saved;
    private final boolean[] isSaved;
    private int owner = NOBODY; // of the row that the context holds
    private int place = LAST; // of that row

    Logits(MemorySegment context, Arena arena, int vocabularySize, int sequences) {
        this.context = context;
        this.arena = arena;
        size = vocabularySize * JAVA_FLOAT.byteSize();
        saved = new MemorySegment[sequences];
        isSaved = new boolean[sequences];
    }

    /// Prepares for a decode, which ends what the context holds.
    void beforeDecode(int sequence) {
        if (owner != NOBODY && owner != sequence) save(owner, inContext());
        isSaved[sequence] = false;
        owner = NOBODY;
    }

    /// Notes that the context now holds the row of a sequence.
    void decoded(int sequence) {
        decoded(sequence, LAST);
    }

    /// Notes that of the rows that the context now holds, that of the token at a place of the batch is a sequence's.
    void decoded(int sequence, int place) {
        owner = sequence;
        this.place = place;
    }

    /// Returns the row of a sequence, or `NULL` if it has none.
    MemorySegment of(int sequence) {
        if (owner == sequence) return inContext();
        return isSaved[sequence] ? saved[sequence] : MemorySegment.NULL;
    }

    /// Gives a sequence a row, or none.
    void set(int sequence, MemorySegment row) {
        forget(sequence);
        if (!row.equals(MemorySegment.NULL)) save(sequence, row);
    }

    void forget(int sequence) {
        if (owner == sequence) owner = NOBODY;
        isSaved[sequence] = false;
    }

    private void save(int sequence, MemorySegment row) {
        if (saved[sequence] == null) saved[sequence] = arena.allocate(size, JAVA_FLOAT.byteAlignment());
        saved[sequence].copyFrom(row.asSlice(0, size));
        isSaved[sequence] = true;
    }

    private MemorySegment inContext() {
        return llama_h.llama_get_logits_ith(context, place);
    }
}

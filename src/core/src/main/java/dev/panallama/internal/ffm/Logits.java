package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The logits of the last token of each sequence of a context. llama.cpp keeps those of the last decode alone; the rows of
/// other sequences are copied away before that.
final class Logits {
    private static final int NOWHERE = -1;

    private final MemorySegment context;
    private final Arena arena;
    private final long size;
    private final MemorySegment[] saved;
    private final boolean[] isSaved;
    private final @Nullable MemorySegment[] rows; // in the context, once they were asked for
    private final int[] outputs; // where the context holds the row of a sequence, as the index in its last batch

    Logits(MemorySegment context, Arena arena, int vocabularySize, int sequences) {
        this.context = context;
        this.arena = arena;
        size = vocabularySize * JAVA_FLOAT.byteSize();
        saved = new MemorySegment[sequences];
        isSaved = new boolean[sequences];
        rows = new MemorySegment[sequences];
        outputs = new int[sequences];
        Arrays.fill(outputs, NOWHERE);
    }

    /// Prepares for a decode, which ends what the context holds. Those who are part of it are [forgotten][#forget] before.
    void beforeDecode() {
        for (int sequence = 0; sequence < outputs.length; sequence++) {
            if (outputs[sequence] == NOWHERE) continue;
            save(sequence, inContext(sequence));
            outputs[sequence] = NOWHERE;
        }
    }

    /// Notes that the context now holds the row of a sequence.
    ///
    /// @param index of its token in the batch
    void decoded(int sequence, int index) {
        outputs[sequence] = index;
        rows[sequence] = null;
    }

    boolean isThere(int sequence) {
        return outputs[sequence] != NOWHERE || isSaved[sequence];
    }

    /// Returns the row of a sequence, or `NULL` if it has none.
    MemorySegment of(int sequence) {
        if (outputs[sequence] != NOWHERE) return inContext(sequence);
        return isSaved[sequence] ? saved[sequence] : MemorySegment.NULL;
    }

    /// Gives a sequence a row, or none.
    void set(int sequence, MemorySegment row) {
        forget(sequence);
        if (!row.equals(MemorySegment.NULL)) save(sequence, row);
    }

    void forget(int sequence) {
        outputs[sequence] = NOWHERE;
        isSaved[sequence] = false;
    }

    private void save(int sequence, MemorySegment row) {
        if (saved[sequence] == null) saved[sequence] = arena.allocate(size, JAVA_FLOAT.byteAlignment());
        MemorySegment.copy(row, 0, saved[sequence], 0, size);
        isSaved[sequence] = true;
    }

    private MemorySegment inContext(int sequence) {
        MemorySegment known = rows[sequence];
        if (known == null) rows[sequence] = known = llama_h.llama_get_logits_ith(context, outputs[sequence]);
        return known;
    }
}

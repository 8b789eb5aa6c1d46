package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A `llama_batch` of tokens of one sequence, allocated once and filled again and again.
final class Batch {
    private final int capacity;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment outputs;
    private final MemorySegment sequence; // the one that all rows point to

    Batch(Arena arena, int capacity) {
        this.capacity = capacity;
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        sequence = arena.allocate(JAVA_INT);
        struct = llama_batch.allocate(arena);
        llama_batch.token(struct, tokens);
        llama_batch.embd(struct, MemorySegment.NULL);
        llama_batch.pos(struct, positions);
        llama_batch.logits(struct, outputs);
        pointToSequence(arena);
    }

    private void pointToSequence(Arena arena) {
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment sequences = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            sequences.setAtIndex(ADDRESS, i, sequence);
        }
        llama_batch.n_seq_id(struct, counts);
        llama_batch.seq_id(struct, sequences);
    }

    /// Returns how many tokens it can have.
    int capacity() {
        return capacity;
    }

    /// Fills it with `ids[from..to)` of a sequence, at the positions `from..to`.
    ///
    /// @param logits whether the last token's logits are wanted
    MemorySegment fill(int sequence, int[] ids, int from, int to, boolean logits) {
        int count = to - from;
        if (count < 1 || count > capacity)
            throw new IllegalArgumentException("%d tokens are not 1 to %d".formatted(count, capacity));
        MemorySegment.copy(ids, from, tokens, JAVA_INT, 0, count);
        for (int i = 0; i < count; i++) positions.setAtIndex(JAVA_INT, i, from + i);
        outputs.asSlice(0, count).fill((byte) 0);
        outputs.set(JAVA_BYTE, count - 1, (byte) (logits ? 1 : 0));
        this.sequence.set(JAVA_INT, 0, sequence);
        llama_batch.n_tokens(struct, count);
        return struct;
    }
}

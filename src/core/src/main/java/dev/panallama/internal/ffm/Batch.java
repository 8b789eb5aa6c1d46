package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A `llama_batch` of tokens, each of one sequence; allocated once and filled again and again.
final class Batch {
    private final int capacity;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment outputs;
    private final int[] one = new int[1];
    private int count;

    Batch(Arena arena, int capacity) {
        this.capacity = capacity;
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequences = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        struct = llama_batch.allocate(arena);
        llama_batch.token(struct, tokens);
        llama_batch.embd(struct, MemorySegment.NULL);
        llama_batch.pos(struct, positions);
        llama_batch.logits(struct, outputs);
        pointToSequences(arena);
    }

    private void pointToSequences(Arena arena) {
        MemorySegment counts = arena.allocate(JAVA_INT, capacity);
        MemorySegment pointers = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            pointers.setAtIndex(ADDRESS, i, sequences.asSlice(i * JAVA_INT.byteSize()));
        }
        llama_batch.n_seq_id(struct, counts);
        llama_batch.seq_id(struct, pointers);
    }

    /// Returns how many tokens it can have.
    int capacity() {
        return capacity;
    }

    /// Returns how many tokens it has.
    int size() {
        return count;
    }

    /// Fills it with `ids[from..to)` of a sequence, at the positions `from..to`.
    ///
    /// @param logits whether the last token's logits are wanted
    MemorySegment fill(int sequence, int[] ids, int from, int to, boolean logits) {
        if (to == from) throw new IllegalArgumentException("0 tokens are not 1 to %d".formatted(capacity));
        clear();
        add(sequence, ids, from, to, from);
        if (logits) output(count - 1);
        return segment();
    }

    /// Fills it with one token of a sequence, whose logits are wanted.
    MemorySegment fill(int sequence, int id, int position) {
        one[0] = id;
        clear();
        add(sequence, one, 0, 1, position);
        output(0);
        return segment();
    }

    /// Takes all tokens out.
    void clear() {
        count = 0;
    }

    /// Adds `ids[from..to)` of a sequence, at positions from `position` on; of none the output is wanted.
    void add(int sequence, int[] ids, int from, int to, int position) {
        int added = to - from;
        if (added < 0 || added > capacity - count)
            throw new IllegalArgumentException("%d tokens are not 0 to %d".formatted(added, capacity - count));
        MemorySegment.copy(ids, from, tokens, JAVA_INT, count * JAVA_INT.byteSize(), added);
        for (int i = 0; i < added; i++) {
            positions.setAtIndex(JAVA_INT, count + i, position + i);
            sequences.setAtIndex(JAVA_INT, count + i, sequence);
            outputs.set(JAVA_BYTE, count + i, (byte) 0);
        }
        count += added;
    }

    /// Says that the output of a token is wanted.
    void output(int index) {
        if (index < 0 || index >= count) throw new IllegalArgumentException("there is no token %d".formatted(index));
        outputs.set(JAVA_BYTE, index, (byte) 1);
    }

    /// Says that the outputs of all tokens from one on are wanted.
    void outputsFrom(int index) {
        for (int i = index; i < count; i++) output(i);
    }

    /// Returns the struct with what was added.
    MemorySegment segment() {
        llama_batch.n_tokens(struct, count);
        return struct;
    }
}

package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.internal.host.ModelFacts;
import java.lang.foreign.MemorySegment;

/// The memory of a context: what it holds of each sequence, as KV cache, recurrent state, or both.
final class Memory {
    private static final int EVERYTHING = llama_h.LLAMA_STATE_SEQ_FLAGS_NONE();
    private static final int CELLS = 256; // caches are made of so many
    private static final int WINDOW = llama_h.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY();

    private final MemorySegment context;
    private final MemorySegment pointer;
    private final boolean sharesCells;
    private final int sequences;
    private final boolean recurrent; // some layers or all
    private final int window; // tokens that a layer with a sliding window can look back; 0 without such layers
    private final boolean hasSmallCache; // for layers with a window
    private final boolean canShift;
    private final StateLayout layout;
    private boolean shifted; // the keys are not yet turned to their new positions: the next decode does it

    Memory(MemorySegment context, NativeModel model, ContextStruct params) {
        this.context = context;
        pointer = llama_h.llama_get_memory(context);
        if (pointer.equals(MemorySegment.NULL))
            throw new UnsupportedOperationException(
                    "model %s does not continue text: it keeps no memory of a sequence".formatted(model.name()));
        sharesCells = params.sharesCells();
        sequences = params.sequences();
        ModelFacts facts = model.facts();
        recurrent = facts.isRecurrent();
        window = facts.slidingWindow();
        hasSmallCache = window > 0 && !params.keepsBeyondWindow()
                && cellsOfWindows(params) < llama_h.llama_n_ctx(context);
        var cache = new KvCache(model);
        canShift = canShift(facts, params, cache);
        try (var empty = state(0)) {
            layout = new StateLayout(
                    empty.bytes(), sharesCells ? 1 : params.sequences(), cache.hasPlainCells());
        }
    }

    /// As `llama_kv_cache_iswa` has them, where sequences share cells.
    private long cellsOfWindows(ContextStruct params) {
        long cells = (long) window * params.sequences() + llama_h.llama_n_ubatch(context);
        return (cells + CELLS - 1) / CELLS * CELLS;
    }

    /// llama.cpp says yes also where only positions would move, not what was computed with them: in recurrent models,
    /// with positions that are no rotations, and in layers with a sliding window.
    private boolean canShift(ModelFacts facts, ContextStruct params, KvCache cache) {
        return llama_h.llama_memory_can_shift(pointer)
                && !facts.isRecurrent()
                && facts.hasRotaryPositions()
                && facts.slidingWindow() == 0
                && cache.canTurn(params);
    }

    /// Returns the number of tokens that a sequence has, counted from its beginning.
    int length(int sequence) {
        return llama_h.llama_memory_seq_pos_max(pointer, sequence) + 1;
    }

    /// Forgets the tokens of a sequence from `position` on. Where the memory cannot forget a part, or has forgotten
    /// what comes before it too, it forgets all.
    void truncate(int sequence, int position) {
        if (position == 0) removeFrom(sequence, 0); // whatever the length: of two kinds of memory one may have more
        else if (length(sequence) > position && !removeFrom(sequence, position)) removeFrom(sequence, 0);
    }

    private boolean removeFrom(int sequence, int position) {
        if (position == 0) shifted = false; // only a sequence that is alone shifts: nothing is left to turn
        return llama_h.llama_memory_seq_rm(pointer, sequence, position, -1) && seesBackFrom(sequence, position);
    }

    /// Returns whether what a sliding window would show the token at `position` is still there.
    private boolean seesBackFrom(int sequence, int position) {
        if (position == 0 || window == 0) return true;
        int first = llama_h.llama_memory_seq_pos_min(pointer, sequence);
        return first >= 0 && first <= Math.max(0, position - window + 1);
    }

    /// Notes that a decode has ended, which also did what was put off. After one that broke off, a recurrent state may be
    /// anything, and of keys to turn some may be turned: llama.cpp would turn these twice.
    void decoded(int sequence, Status.Decode outcome) {
        switch (outcome) {
            case WELL -> shifted = false;
            case NO_ROOM -> {
            }
            case BROKEN_OFF -> {
                if (recurrent || shifted) removeFrom(sequence, 0);
            }
        }
    }

    /// Notes that a decode of several sequences has ended. None of them shifts.
    void decoded(Status.Decode outcome) {
        if (outcome == Status.Decode.BROKEN_OFF && recurrent)
            for (int sequence = 0; sequence < sequences; sequence++) removeFrom(sequence, 0);
    }

    boolean canShift() {
        return canShift;
    }

    /// Returns whether any number of a sequence's tokens can be cut off.
    boolean cuts() {
        return !recurrent && !hasSmallCache;
    }

    /// Returns whether any number of a sequence's tokens can be copied without copying what was computed.
    boolean copiesParts() {
        return sharesCells && cuts();
    }

    boolean isShifted() {
        return shifted;
    }

    /// Forgets `count` tokens from `position` on and moves those behind them to their places.
    void shift(int sequence, int position, int count) {
        if (!canShift) throw new IllegalStateException("the memory of this model cannot shift");
        llama_h.llama_memory_seq_rm(pointer, sequence, position, position + count);
        llama_h.llama_memory_seq_add(pointer, sequence, position + count, -1, -count);
        shifted |= length(sequence) > position;
    }

    /// Makes an empty sequence like another one of the context. Between cells of their own, llama.cpp would put the
    /// copying off, to a time when source or copy may have changed; a state is copied now.
    void copy(int from, int to) {
        if (!sharesCells) {
            copyState(from, to, EVERYTHING);
            return;
        }
        llama_h.llama_memory_seq_cp(pointer, from, to, -1, -1);
        if (hasSmallCache) copyState(to, to, WINDOW);
    }

    /// Makes an empty sequence like the first tokens of another one, or like all of it where that is not possible.
    void copy(int from, int to, int count) {
        if (copiesParts()) llama_h.llama_memory_seq_cp(pointer, from, to, 0, count);
        else copy(from, to);
    }

    /// Copies by way of a state. From a sequence to itself it gives the window cells of its own: those that two sequences
    /// hold llama.cpp does not use again, also when both have left them behind, and then its small cache is full.
    private void copyState(int from, int to, int part) {
        try (var state = state(from, part)) {
            if (read(to, state, part)) return;
            removeFrom(to, 0);
            throw Status.stateNotCopied(0, state.size());
        }
    }

    /// Copies out what is held of a sequence. Not after a shift: see [#isShifted].
    NativeState state(int sequence) {
        if (shifted) throw new IllegalStateException("the keys are not yet turned");
        return state(sequence, EVERYTHING);
    }

    private NativeState state(int sequence, int part) {
        long size = llama_h.llama_state_seq_get_size_ext(context, sequence, part);
        var state = new NativeState(size);
        long copied = llama_h.llama_state_seq_get_data_ext(context, state.bytes(), size, sequence, part);
        if (copied == size) return state;
        state.close();
        throw Status.stateNotCopied(copied, size);
    }

    /// Replaces what is held of a sequence by a state of so many tokens; where that does not suit, the sequence is empty.
    ///
    /// @return whether it suited
    boolean restore(int sequence, NativeState state, int tokens) {
        removeFrom(sequence, 0);
        if (layout.admits(state.bytes(), tokens) && read(sequence, state, EVERYTHING) && length(sequence) == tokens)
            return true;
        removeFrom(sequence, 0);
        return false;
    }

    private boolean read(int sequence, NativeState state, int part) {
        NativeLog.clear();
        return llama_h.llama_state_seq_set_data_ext(context, state.bytes(), state.size(), sequence, part) == state
                .size();
    }
}

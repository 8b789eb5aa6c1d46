package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;

/// The memory of a context: what it holds of each sequence, as KV cache, recurrent state, or both.
final class Memory {
    private final MemorySegment context;
    private final MemorySegment pointer;
    private final boolean sharesCells;
    private final boolean recurrent; // some layers or all
    private final int window; // tokens that a layer with a sliding window can look back; 0 without such layers
    private final boolean canShift;
    private boolean shifted; // the keys are not yet turned to their new positions: the next decode does it

    Memory(MemorySegment context, NativeModel model, ContextParameters params) {
        this.context = context;
        pointer = llama_h.llama_get_memory(context);
        if (pointer.equals(MemorySegment.NULL))
            throw new UnsupportedOperationException(
                    "model %s does not continue text: it keeps no memory of a sequence".formatted(model.name()));
        sharesCells = params.sharesCells();
        recurrent = model.isRecurrent();
        window = params.keepsBeyondWindow() ? 0 : model.slidingWindow();
        canShift = canShift(model, params);
    }

    /// llama.cpp says yes also where only positions would move, not what was computed with them: in recurrent models,
    /// with positions that are no rotations, and in layers with a sliding window.
    private boolean canShift(NativeModel model, ContextParameters params) {
        return llama_h.llama_memory_can_shift(pointer)
                && !model.isRecurrent()
                && model.hasRotaryPositions()
                && model.slidingWindow() == 0
                && new KvCache(model).canTurn(params.keys());
    }

    /// Returns the number of tokens that a sequence has, counted from its beginning.
    int length(int sequence) {
        return llama_h.llama_memory_seq_pos_max(pointer, sequence) + 1;
    }

    /// Forgets the tokens of a sequence from `position` on. Where the memory cannot forget a part, or has forgotten
    /// what comes before it too, it forgets all.
    void truncate(int sequence, int position) {
        if (length(sequence) > position && !removeFrom(sequence, position)) removeFrom(sequence, 0);
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

    /// Notes that a decode has ended, which also did what was put off. A recurrent state may be anything after one that
    /// broke off.
    void decoded(int sequence, boolean well) {
        if (well) shifted = false;
        else if (recurrent) removeFrom(sequence, 0);
    }

    boolean canShift() {
        return canShift;
    }

    boolean isShifted() {
        return shifted;
    }

    /// Forgets `count` tokens from `position` on and moves those behind them to their places.
    void shift(int sequence, int position, int count) {
        if (!canShift) throw new IllegalStateException("the memory of this model cannot shift");
        llama_h.llama_memory_seq_rm(pointer, sequence, position, position + count);
        llama_h.llama_memory_seq_add(pointer, sequence, position + count, -1, -count);
        shifted = true;
    }

    /// Makes an empty sequence like another one of the context. Between cells of their own, llama.cpp would put the
    /// copying off, to a time when source or copy may have changed; a state is copied now.
    void copy(int from, int to) {
        if (sharesCells) {
            llama_h.llama_memory_seq_cp(pointer, from, to, -1, -1);
            return;
        }
        try (var state = state(from)) {
            restore(to, state);
        }
    }

    /// Copies out what is held of a sequence. Not after a shift: see [#isShifted].
    SequenceState state(int sequence) {
        if (shifted) throw new IllegalStateException("the keys are not yet turned");
        long size = llama_h.llama_state_seq_get_size(context, sequence);
        var state = new SequenceState(size);
        long copied = llama_h.llama_state_seq_get_data(context, state.bytes(), size, sequence);
        if (copied == size) return state;
        state.close();
        throw Status.stateNotCopied(copied, size);
    }

    /// Replaces what is held of a sequence by a state; where that does not suit, the sequence is empty.
    ///
    /// @return whether it suited
    boolean restore(int sequence, SequenceState state) {
        truncate(sequence, 0);
        NativeLog.clear();
        long read = llama_h.llama_state_seq_set_data(context, state.bytes(), state.size(), sequence);
        if (read == state.size()) return true;
        truncate(sequence, 0);
        return false;
    }
}

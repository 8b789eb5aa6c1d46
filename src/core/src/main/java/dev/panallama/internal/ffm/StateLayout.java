package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// How llama.cpp writes the state of a sequence, as far as numbers in it say how much is allocated and overwritten when it
/// is read back: llama.cpp takes those on trust.
///
/// After a magic number and the sequence comes a part for each KV cache of the memory, one or two, and one for recurrent
/// layers (`state_write` of `llama_kv_cache` and `llama_memory_recurrent`).
final class StateLayout {
    private static final int HEADER = 2 * Integer.BYTES;

    private final int streams; // a cache has one, or one for each sequence
    private final int caches;
    private final boolean recurrent;
    private final boolean plain;

    /// Looks at the state of an empty sequence, where each cache has its number of streams and no cell in any.
    ///
    /// @param plain whether a cell is a position and its sequence, and each layer has keys and values
    StateLayout(MemorySegment empty, int streams, boolean plain) {
        this.streams = streams;
        this.plain = plain;
        var state = new Cursor(empty);
        int found = 0;
        while (state.left() > 0 && state.number() == streams) {
            state.skip((long) streams * Integer.BYTES);
            found++;
        }
        caches = found;
        recurrent = state.at < empty.byteSize();
    }

    /// Returns whether a state holds no more than a sequence of so many tokens can have, each position once.
    boolean admits(MemorySegment bytes, int tokens) {
        try {
            var state = new Cursor(bytes);
            for (int i = 0; i < caches; i++) {
                if (!admitsCache(state, tokens)) return false;
                if (!plain) return true; // nobody knows where the next part begins
            }
            return !recurrent || admitsRecurrent(state, tokens);
        } catch (IndexOutOfBoundsException | ArithmeticException _) { // it ends too early, or a size is absurd
            return false;
        }
    }

    private boolean admitsCache(Cursor state, int tokens) {
        if (state.number() != streams) return false;
        for (int i = 0; i < streams; i++) {
            int cells = state.number();
            if (cells < 0 || cells > tokens) return false;
            if (cells == 0) continue;
            if (!plain) return true;
            if (!admitsCells(state, cells, tokens)) return false;
            skipLayers(state, cells);
        }
        return true;
    }

    /// The cells hold the last tokens: a cache with a window has no others.
    private static boolean admitsCells(Cursor state, int cells, int tokens) {
        var seen = new BitSet(tokens);
        for (int i = 0; i < cells; i++) {
            int position = state.number();
            if (position < tokens - cells || position >= tokens || seen.get(position)) return false;
            seen.set(position);
            if (state.number() != 1) return false; // sequences
            state.number(); // the one it was in
        }
        return true;
    }

    private static void skipLayers(Cursor state, int cells) {
        boolean transposed = state.number() != 0; // values are, without flash attention
        int layers = state.number();
        for (int i = 0; i < layers; i++) skipRows(state, cells);
        for (int i = 0; i < layers; i++) {
            if (transposed) skipColumns(state, cells);
            else skipRows(state, cells);
        }
    }

    private static void skipRows(Cursor state, int cells) {
        state.number(); // type
        state.skip(Math.multiplyExact(state.size(), (long) cells));
    }

    private static void skipColumns(Cursor state, int cells) {
        state.number(); // type
        long column = (long) state.number() * cells;
        state.skip(Math.multiplyExact(column, (long) state.number()));
    }

    /// All tokens are in one cell.
    private static boolean admitsRecurrent(Cursor state, int tokens) {
        int cells = state.number();
        if (cells != Math.min(tokens, 1)) return false;
        return cells == 0 || (state.number() == tokens - 1 && state.number() == 0);
    }

    /// A place in a state, whose numbers have no alignment.
    private static final class Cursor {
        private final MemorySegment bytes;
        private long at = HEADER;

        Cursor(MemorySegment bytes) {
            this.bytes = bytes;
        }

        int number() {
            int number = bytes.get(JAVA_INT_UNALIGNED, at);
            at += Integer.BYTES;
            return number;
        }

        long size() {
            long size = bytes.get(JAVA_LONG_UNALIGNED, at);
            at += Long.BYTES;
            return size;
        }

        void skip(long count) {
            if (count < 0 || count > left()) throw new IndexOutOfBoundsException("%d of %d".formatted(count, left()));
            at += count;
        }

        long left() {
            return bytes.byteSize() - at;
        }
    }
}

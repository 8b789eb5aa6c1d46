package dev.panallama.internal.check;

import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.internal.NumberBytes;
import java.util.Arrays;
import java.util.BitSet;

/// The table by which a T5 vocabulary replaces characters: a trie in one array of 32-bit nodes, and a pool of replacements
/// that end with NUL. Every node that a text can lead to, and every replacement, has to be inside.
final class CharacterMap {
    private static final String KEY = "tokenizer.ggml.precompiled_charsmap";
    private static final int MOST_BYTES = 1 << 22; // twenty times a real one
    private static final int LAST_BYTE = 0xf4; // of UTF-8
    private static final int LEAF = 1 << 8; // ends what is replaced
    private static final int FAR = 1 << 9;

    private final byte[] bytes;
    private final int table; // where it begins
    private final int nodes;
    private final int pool; // where it begins
    private final int end;
    private final int lastEnd; // of a replacement
    private final BitSet seen = new BitSet();
    private final IntStack open = new IntStack();

    private CharacterMap(byte[] bytes, int start, int size) {
        this.bytes = bytes;
        int tableBytes = NumberBytes.int32(bytes, start);
        table = start + 4;
        nodes = tableBytes / 4;
        pool = table + tableBytes;
        end = start + size;
        int last = end - 1;
        while (last >= pool && bytes[last] != 0) last--;
        lastEnd = last;
    }

    static void check(Values values, Findings findings) {
        GgufValue.Array array = values.arrayAt(KEY);
        if (!(array.elements() instanceof NumberBytes it) || !isOfBytes(array.elementType())) return;
        if (it.size() > MOST_BYTES) {
            findings.fault("%s has %,d bytes: %,d are possible; convert the model anew", KEY, it.size(), MOST_BYTES);
            return;
        }
        if (it.size() < 4) return; // llama.cpp reports that, and a table that is longer than the map
        long tableBytes = Integer.toUnsignedLong(NumberBytes.int32(it.bytes(), it.offset()));
        if (tableBytes + 4 >= it.size()) return;
        String broken = new CharacterMap(it.bytes(), it.offset(), it.size()).broken();
        if (!broken.isEmpty()) findings.fault("%s %s: convert the model anew", KEY, broken);
    }

    private static boolean isOfBytes(GgufType type) {
        return type == GgufType.INT8 || type == GgufType.UINT8;
    }

    private String broken() {
        if (nodes == 0) return "";
        open.push(base(0));
        while (!open.isEmpty()) {
            String broken = broken(open.pop());
            if (!broken.isEmpty()) return broken;
        }
        return "";
    }

    /// Follows every byte from one state; a state is the number that a byte is added to.
    private String broken(int state) {
        if (state > nodes + LAST_BYTE) return "leads to node %,d of %,d".formatted(state, nodes);
        if (seen.get(state)) return "";
        seen.set(state);
        for (int c = 1; c <= LAST_BYTE; c++) {
            int node = state ^ c;
            if (node >= nodes) return "leads to node %,d of %,d".formatted(node, nodes);
            if ((node(node) & 0x8000_00ff) != c) continue;
            int next = node ^ base(node);
            if ((node(node) & LEAF) != 0) {
                String broken = brokenLeaf(next);
                if (!broken.isEmpty()) return broken;
            }
            open.push(next);
        }
        return "";
    }

    private String brokenLeaf(int node) {
        if (node >= nodes) return "leads to node %,d of %,d".formatted(node, nodes);
        int replacement = node(node) & 0x7fff_ffff;
        if (replacement >= end - pool)
            return "has a replacement at byte %,d of %,d".formatted(replacement, end - pool);
        return pool + replacement > lastEnd
                ? "has a replacement without an end at byte %,d".formatted(replacement)
                : "";
    }

    /// Less than 2^30: 21 bits, moved by 8 at most.
    private int base(int index) {
        int node = node(index);
        return (node >>> 10) << ((node & FAR) == 0 ? 0 : 8);
    }

    private int node(int index) {
        return NumberBytes.int32(bytes, table + 4 * index);
    }

    /// States that are still to be followed.
    private static final class IntStack {
        private int[] states = new int[64];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        void push(int state) {
            if (size == states.length) states = Arrays.copyOf(states, 2 * size);
            states[size++] = state;
        }

        int pop() {
            return states[--size];
        }
    }
}

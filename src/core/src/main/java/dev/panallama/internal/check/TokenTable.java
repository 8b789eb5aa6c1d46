package dev.panallama.internal.check;

import dev.panallama.internal.TextBytes;
import java.util.Arrays;
import java.util.Random;

/// Finds tokens by their bytes, as llama.cpp does: each ends at its first NUL. An open-addressing table, without an object
/// for each token.
final class TokenTable {
    private static final long MULTIPLIER = new Random().nextLong() | 1; // so that nobody can make tokens collide

    private final TextBytes tokens;
    private final byte[] bytes;
    private final int[] ends;
    private final int[] hashes;
    private final int[] slots; // a token's number plus 1
    private final int mask;

    TokenTable(TextBytes tokens) {
        this.tokens = tokens;
        bytes = tokens.bytes();
        ends = new int[tokens.size()];
        hashes = new int[tokens.size()];
        slots = new int[Integer.highestOneBit(2 * tokens.size() + 1) << 1];
        mask = slots.length - 1;
    }

    /// Adds a token.
    ///
    /// @return an equal one that was added before, or -1
    int add(int token) {
        int start = tokens.start(token);
        int end = tokens.end(token);
        long hash = 0;
        int i = start;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b == 0) break;
            hash = (hash ^ b) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        ends[token] = i;
        hashes[token] = (int) hash;
        int slot = slot(bytes, start, i, (int) hash);
        if (slots[slot] != 0) return slots[slot] - 1;
        slots[slot] = token + 1;
        return -1;
    }

    /// Returns how many bytes of an added token count.
    int length(int token) {
        return ends[token] - tokens.start(token);
    }

    boolean has(byte... text) {
        long hash = 0;
        for (byte b : text) {
            hash = (hash ^ b) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return slots[slot(text, 0, text.length, (int) hash)] != 0;
    }

    /// Returns the slot that a text is in, or would be.
    private int slot(byte[] text, int start, int end, int hash) {
        int slot = hash & mask;
        while (slots[slot] != 0 && !equal(slots[slot] - 1, text, start, end, hash)) slot = (slot + 1) & mask;
        return slot;
    }

    private boolean equal(int token, byte[] text, int start, int end, int hash) {
        return hashes[token] == hash
                && Arrays.equals(bytes, tokens.start(token), ends[token], text, start, end);
    }
}

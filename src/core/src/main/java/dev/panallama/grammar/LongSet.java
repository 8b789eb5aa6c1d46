package dev.panallama.grammar;

import java.util.Arrays;

/// Numbers, each once: a hash table with open addressing. Holds no negative ones.
final class LongSet {
    private static final long FREE = -1;
    private static final long SCATTER = 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio

    private long[] slots = free(32);
    private int size;

    private static long[] free(int length) {
        long[] slots = new long[length];
        Arrays.fill(slots, FREE);
        return slots;
    }

    /// Returns whether the number was new.
    boolean add(long value) {
        if (4 * size > 3 * slots.length) grow();
        int slot = slot(slots, value);
        if (slots[slot] == value) return false;
        slots[slot] = value;
        size++;
        return true;
    }

    private static int slot(long[] slots, long value) {
        int slot = (int) ((value * SCATTER) >>> 40) & (slots.length - 1);
        while (slots[slot] != FREE && slots[slot] != value) slot = (slot + 1) & (slots.length - 1);
        return slot;
    }

    private void grow() {
        long[] larger = free(2 * slots.length);
        for (long value : slots) if (value != FREE) larger[slot(larger, value)] = value;
        slots = larger;
    }
}

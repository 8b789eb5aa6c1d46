package dev.panallama.jinja;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A dict in the order of its keys' first assignment. A table of its own, as what hashing and comparing takes is
/// counted; nothing is ever removed.
final class Dict {
    private static final int LEAST = 4;

    private Object[] keys = new Object[LEAST];
    private Object[] values = new Object[LEAST];
    private int[] hashes = new int[LEAST];
    private int[] table = new int[2 * LEAST]; // 1 more than the place of an entry, 0 if free
    private int size;

    int size() {
        return size;
    }

    Object key(int index) {
        return keys[index];
    }

    Object value(int index) {
        return values[index];
    }

    @Nullable
    Object get(Rendering rendering, Object key) {
        int place = table[find(rendering, key, hash(rendering, key))];
        return place == 0 ? null : values[place - 1];
    }

    void put(Rendering rendering, Object key, Object value) {
        rendering.step();
        int hash = hash(rendering, key);
        int place = find(rendering, key, hash);
        if (table[place] != 0) {
            values[table[place] - 1] = value;
            return;
        }
        if (size == keys.length) {
            grow();
            place = find(rendering, key, hash);
        }
        keys[size] = key;
        values[size] = value;
        hashes[size] = hash;
        table[place] = ++size;
    }

    Dict copy() {
        var copy = new Dict();
        copy.keys = keys.clone();
        copy.values = values.clone();
        copy.hashes = hashes.clone();
        copy.table = table.clone();
        copy.size = size;
        return copy;
    }

    private static int hash(Rendering rendering, Object key) {
        int hash = Hashing.hash(rendering, key) * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /// Returns where in the table the key is, or where it can go.
    private int find(Rendering rendering, Object key, int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != 0) {
            int entry = table[place] - 1;
            if (hashes[entry] == hash && Comparison.same(rendering, keys[entry], key)) return place;
            rendering.step();
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        keys = Arrays.copyOf(keys, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        table = new int[4 * size];
        int mask = table.length - 1;
        for (int i = 0; i < size; i++) {
            int place = hashes[i] & mask;
            while (table[place] != 0) place = place + 1 & mask;
            table[place] = i + 1;
        }
    }
}

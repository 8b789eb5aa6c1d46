package dev.panallama.internal.memory;

import java.util.Map;
import java.util.TreeMap;

/// The free places of a buffer that grows as needed, given out as `ggml-alloc.c` does: the smallest place between others
/// that is large enough, or else the end.
final class FreeBlocks {
    private final TreeMap<Long, Long> sizes = new TreeMap<>(Map.of(0L, Long.MAX_VALUE / 2)); // by offset
    private long highest;

    long take(long bytes) {
        long offset = place(bytes);
        long rest = size(offset) - bytes;
        sizes.remove(offset);
        if (rest > 0) sizes.put(offset + bytes, rest);
        highest = Math.max(highest, offset + bytes);
        return offset;
    }

    private long place(long bytes) {
        long end = sizes.lastKey();
        long best = end;
        long smallest = Long.MAX_VALUE;
        for (var block : sizes.headMap(end).entrySet()) {
            if (block.getValue() < bytes || block.getValue() > smallest) continue;
            best = block.getKey();
            smallest = block.getValue();
        }
        return best;
    }

    private long size(long offset) {
        Long size = sizes.get(offset);
        return size == null ? 0 : size;
    }

    void give(long offset, long bytes) {
        if (bytes == 0) return;
        long size = bytes;
        long start = offset;
        var before = sizes.lowerEntry(offset);
        if (before != null && before.getKey() + before.getValue() == offset) {
            start = before.getKey();
            size += before.getValue();
        }
        long after = size(offset + bytes);
        if (after > 0) sizes.remove(offset + bytes);
        sizes.put(start, size + after);
    }

    /// Returns how large the buffer has to be for all that was ever taken.
    long highest() {
        return highest;
    }
}

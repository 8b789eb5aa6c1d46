package dev.panallama.internal.ffm;

import java.util.Map;

/// What the KV cache of a context takes: llama.cpp would allocate gigabytes before it finds that they are missing.
final class KvCache {
    private static final long BYTES_PER_NUMBER = 2; // F16

    private KvCache() {}

    /// Throws if the cache of a context is larger than the memory of the machine.
    static void checkFits(NativeModel model, int contextLength) {
        double needed = bytesPerToken(model) * contextLength;
        long present = Backend.get().machineMemory();
        if (needed > present)
            throw new IllegalArgumentException(
                    "a context of %,d tokens needs %.1f GiB for its KV cache and the machine has %.1f GiB: ask for less"
                            .formatted(contextLength, gibibytes(needed), gibibytes((double) present)));
    }

    private static double bytesPerToken(NativeModel model) {
        Map<String, String> metadata = model.metadata();
        String prefix = metadata.get("general.architecture") + ".attention.";
        long usual = model.heads() > 0 ? model.embeddingLength() / model.heads() : 0;
        long key = number(metadata, prefix + "key_length", usual);
        long value = number(metadata, prefix + "value_length", usual);
        return (double) BYTES_PER_NUMBER * model.layers() * model.keyValueHeads() * ((double) key + value);
    }

    private static long number(Map<String, String> metadata, String key, long usual) {
        String text = metadata.get(key);
        return text == null ? usual : Long.parseLong(text);
    }

    private static double gibibytes(double bytes) {
        return bytes / (1 << 30);
    }
}

package dev.panallama.internal.ffm;

import java.util.Map;

/// What the KV cache of a context takes. llama.cpp would allocate gigabytes before it finds that they are missing, and
/// break off over a type that does not divide a head.
final class KvCache {
    private static final int HADAMARD = 64;
    private static final String NO_MATRIX = "LLAMA_ATTN_ROT_DISABLE"; // llama.cpp's own switch

    private final NativeModel model;
    private final long keyLength;
    private final long valueLength;
    private final long rotated; // numbers of a key that depend on its position

    KvCache(NativeModel model) {
        this.model = model;
        Map<String, String> metadata = model.metadata();
        String architecture = metadata.get("general.architecture");
        String prefix = architecture + ".attention.";
        long usual = model.heads() > 0 ? model.embeddingLength() / model.heads() : 0;
        keyLength = number(metadata, prefix + "key_length", usual);
        valueLength = number(metadata, prefix + "value_length", usual);
        rotated = number(metadata, architecture + ".rope.dimension_count", keyLength);
    }

    /// Throws if the cache is larger than the memory of the machine, or its types do not suit the model.
    void check(ContextParameters params) {
        checkType("keys", params.keys(), keyLength);
        checkType("values", params.values(), valueLength);
        double needed = bytesPerToken(params) * params.cells();
        long present = Backend.get().machineMemory();
        if (needed > present)
            throw new IllegalArgumentException(
                    "a context of %,d tokens needs %.1f GiB for its KV cache and the machine has %.1f GiB: ask for less"
                            .formatted(params.cells(), gibibytes(needed), gibibytes((double) present)));
    }

    /// Returns whether llama.cpp can turn stored keys to other positions. Quantized ones it turns with the help of a matrix
    /// that it has for some sizes of heads only, and with BF16 it breaks off.
    boolean canTurn(CacheType keys) {
        if (keys == CacheType.BF16) return false;
        boolean matrix = keyLength % HADAMARD == 0 && rotated == keyLength && System.getenv(NO_MATRIX) == null;
        return keys.blockLength() == 1 || matrix;
    }

    private static void checkType(String what, CacheType type, long headLength) {
        if (headLength % type.blockLength() != 0)
            throw new IllegalArgumentException(
                    "a KV cache with %s of type %s needs heads of a multiple of %d numbers, and those of this model have %d: take F16"
                            .formatted(what, type, type.blockLength(), headLength));
    }

    private double bytesPerToken(ContextParameters params) {
        double perHead = keyLength * params.keys().bytesPerNumber() + valueLength * params.values().bytesPerNumber();
        return perHead * model.layers() * model.keyValueHeads();
    }

    private static long number(Map<String, String> metadata, String key, long usual) {
        String text = metadata.get(key);
        return text == null || !text.matches("\\d{1,18}") ? usual : Long.parseLong(text);
    }

    private static double gibibytes(double bytes) {
        return bytes / (1 << 30);
    }
}

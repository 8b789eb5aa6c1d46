package dev.panallama.internal.ffm;

import dev.panallama.internal.host.ModelFacts;
import dev.panallama.internal.memory.ContextNeeds;
import java.util.Locale;
import java.util.Map;

/// What the KV cache of a context takes. llama.cpp would allocate gigabytes before it finds that they are missing, and
/// break off over a type that does not divide a head.
final class KvCache {
    private static final int HADAMARD = 64;
    private static final int CELL = 52; // bytes: position, shift, its extension, and a bit for each sequence
    private static final int MASKED = 16; // bytes for a token and one that it may look at
    private static final int SCORES = 16; // the same, for each head
    private static final int ROWS = 512; // bytes for each number of a token's embedding
    private static final String NO_MATRIX = "LLAMA_ATTN_ROT_DISABLE"; // llama.cpp's own switch

    private final NativeModel model;
    private final ModelFacts facts;
    private final long keyLength;
    private final long valueLength;
    private final long rotated; // numbers of a key that depend on its position
    private final Map<String, String> metadata;
    private final String architecture;

    KvCache(NativeModel model) {
        this.model = model;
        facts = model.facts();
        metadata = facts.effectiveMetadata();
        architecture = metadata.getOrDefault("general.architecture", "");
        long usual = facts.heads() > 0 ? facts.embeddingLength() / facts.heads() : 0;
        keyLength = number("attention.key_length", usual);
        valueLength = number("attention.value_length", usual);
        rotated = number("rope.dimension_count", keyLength);
    }

    /// Throws if the context takes more than the machine has, or its types do not suit the model.
    void check(ContextStruct params) {
        checkType("keys", params.keys(), keyLength);
        checkType("values", params.values(), valueLength);
        long present = Backend.get().machineMemory();
        if (atMost(params) <= present) return;
        model.shape().ifPresent(shape -> checkFits(ContextNeeds.of(shape, params.shape()), params, present));
    }

    private static void checkFits(ContextNeeds needed, ContextStruct params, long present) {
        if (needed.total() > present)
            throw new IllegalArgumentException(
                    "a context of %,d tokens needs %.1f GiB (KV cache %.1f, recurrent state %.1f, computing %.1f, output %.1f) and the machine has %.1f GiB: ask for less"
                            .formatted(params.cells(), gibibytes(needed.total()), gibibytes(needed.cache()),
                                    gibibytes(needed.state()), gibibytes(needed.computing()),
                                    gibibytes(needed.output()), gibibytes(present)));
    }

    /// Returns whether llama.cpp can turn stored keys to other positions. Quantized ones it turns with the help of a matrix
    /// that it has for some sizes of heads only, and with BF16 it breaks off. Where a key is also scaled, as YaRN does, to
    /// turn it would scale it once more.
    boolean canTurn(ContextStruct params) {
        CacheType keys = params.keys();
        if (keys == CacheType.BF16 || scalesKeys(params)) return false;
        boolean matrix = keyLength % HADAMARD == 0 && rotated == keyLength && System.getenv(NO_MATRIX) == null;
        return keys.blockLength() == 1 || matrix;
    }

    /// By llama.cpp's `llama_context` constructor, except that a scale that happens to be 1 counts too.
    private boolean scalesKeys(ContextStruct params) {
        String scaling = params.ropeScaling().equals("OF_MODEL")
                ? text("rope.scaling.type", "linear")
                : params.ropeScaling().toLowerCase(Locale.ROOT);
        float extrapolation = given(
                params.yarnExtrapolation(), "rope.scaling.yarn_ext_factor", scaling.equals("yarn") ? 1 : 0);
        float attention = given(params.yarnAttention(), "rope.scaling.yarn_attn_factor", 1);
        return extrapolation != 0 || attention != 1 || given(-1, "rope.scaling.attn_factor", 1) != 1;
    }

    /// Returns the number of the caller, of the file or the usual one: a negative number is none.
    private float given(float byCaller, String key, float usual) {
        if (byCaller >= 0) return byCaller;
        String text = text(key, "");
        return text.matches("\\d{1,50}(\\.\\d{1,50})?") ? Float.parseFloat(text) : usual;
    }

    /// Returns whether a cell is no more than a position and its sequence, and each layer has keys and values: not so with
    /// positions of several dimensions, n-gram embeddings, or multi-head latent attention.
    boolean hasPlainCells() {
        return !facts.hasManyDimensionalPositions()
                && text("attention.key_length_mla", "").isEmpty()
                && text("ple.ngram_size", "").isEmpty();
    }

    private static void checkType(String what, CacheType type, long headLength) {
        if (headLength % type.blockLength() != 0)
            throw new IllegalArgumentException(
                    "a KV cache with %s of type %s needs heads of a multiple of %d numbers, and those of this model have %d: take F16"
                            .formatted(what, type, type.blockLength(), headLength));
    }

    /// Returns more than any model of these sizes takes: if the machine has that, its file need not be read again.
    private double atMost(ContextStruct params) {
        if (facts.isRecurrent() && params.sequences() > 1) return Double.MAX_VALUE; // states of any size
        double heads = Math.max(1, facts.heads());
        double perHead = keyLength * params.keys().bytesPerNumber() + valueLength * params.values().bytesPerNumber();
        double cache = perHead * heads * facts.layers();
        double scores = (heads * SCORES + MASKED) * params.microBatchSize();
        double rows = (double) params.microBatchSize() * ROWS * facts.embeddingLength();
        return (cache + scores + CELL) * params.cells() + rows;
    }

    private long number(String key, long usual) {
        String text = text(key, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : usual;
    }

    private String text(String key, String usual) {
        return metadata.getOrDefault(architecture + "." + key, usual);
    }

    private static double gibibytes(long bytes) {
        return (double) bytes / (1 << 30);
    }
}

package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The metadata that counts: the file's, and what is overridden as llama.cpp takes it.
final class Effective {
    /// Numbers that may differ from layer to layer: where the file has none, an override counts for nothing.
    private static final Set<String> PER_LAYER = Set.of("feed_forward_length", "attention.head_count",
            "attention.head_count_kv", "expert_used_count", "expert_feed_forward_length",
            "attention.sliding_window_pattern");

    private Effective() {}

    static Gguf of(Gguf file, Map<String, ?> overrides) {
        if (overrides.isEmpty()) return file;
        var changes = new LinkedHashMap<String, GgufValue>();
        overrides.forEach((key, value) -> {
            if (file.metadata().containsKey(key) || !isPerLayer(key)) changes.put(key, asRead(value));
        });
        return file.withMetadata(changes);
    }

    private static boolean isPerLayer(String key) {
        return PER_LAYER.contains(key.substring(key.indexOf('.') + 1));
    }

    /// Whole numbers are cut down to 32 bits, real ones are rounded.
    private static GgufValue asRead(Object value) {
        return switch (value) {
            case Long number -> new GgufValue.Whole(GgufType.UINT32, number & 0xffff_ffffL);
            case Double number -> GgufValue.float32(number);
            default -> GgufValue.of(value);
        };
    }
}

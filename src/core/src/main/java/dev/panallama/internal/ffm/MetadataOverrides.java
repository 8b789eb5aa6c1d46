package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_model_kv_override;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes lists of `llama_model_kv_override`.
final class MetadataOverrides {
    private static final int BYTES = 128; // of a key and of a text, with the NUL after it

    private MetadataOverrides() {}

    /// Returns a list that an empty key ends: `Long`, `Double`, `Boolean` or `String` by key.
    ///
    /// @throws IllegalArgumentException if a key or text is too long for llama.cpp
    static MemorySegment list(Arena arena, Map<String, Object> values) {
        MemorySegment list = llama_model_kv_override.allocateArray(values.size() + 1L, arena);
        int index = 0;
        for (var entry : values.entrySet())
            write(llama_model_kv_override.asSlice(list, index++), entry.getKey(), entry.getValue());
        return list;
    }

    private static void write(MemorySegment to, String key, Object value) {
        writeText(llama_model_kv_override.key(to), key);
        switch (value) {
            case Long number -> {
                llama_model_kv_override.tag(to, llama_h.LLAMA_KV_OVERRIDE_TYPE_INT());
                llama_model_kv_override.val_i64(to, number);
            }
            case Double number -> {
                llama_model_kv_override.tag(to, llama_h.LLAMA_KV_OVERRIDE_TYPE_FLOAT());
                llama_model_kv_override.val_f64(to, number);
            }
            case Boolean flag -> {
                llama_model_kv_override.tag(to, llama_h.LLAMA_KV_OVERRIDE_TYPE_BOOL());
                llama_model_kv_override.val_bool(to, flag);
            }
            default -> {
                llama_model_kv_override.tag(to, llama_h.LLAMA_KV_OVERRIDE_TYPE_STR());
                writeText(llama_model_kv_override.val_str(to), (String) value);
            }
        }
    }

    private static void writeText(MemorySegment to, String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= BYTES)
            throw new IllegalArgumentException("%s has %,d bytes: give 127 at most".formatted(text, bytes));
        to.setString(0, text);
    }
}

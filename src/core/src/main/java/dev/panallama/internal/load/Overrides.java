package dev.panallama.internal.load;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metadata that counts instead of a file's. llama.cpp takes it on trust, so it is checked here.
public final class Overrides {
    private static final int MOST_BYTES = 127; // of char[128]

    /// Keys on which the tensors, or the tokens, depend: another value could not fit them.
    private static final List<String> FIXED = List.of("general.architecture", "general.alignment",
            "tokenizer.ggml.model");

    private Overrides() {}

    /// Returns the overrides in an order that lasts.
    ///
    /// @throws IllegalArgumentException if a key or value cannot be handed to llama.cpp
    public static Map<String, Object> checked(Map<String, Object> overrides) {
        overrides.forEach(Overrides::check);
        return Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }

    private static void check(String key, Object value) {
        checkText("the key of an override", key);
        if (key.isEmpty()) throw new IllegalArgumentException("the key of an override is empty: name it");
        if (FIXED.contains(key) || key.startsWith("split."))
            throw new IllegalArgumentException(
                    "%s cannot be overridden: write a file that has it otherwise".formatted(key));
        switch (value) {
            case Long _,Boolean _ -> {
            }
            case String text -> checkText("the override of " + key, text);
            case Double number when Double.isFinite(number) -> {
            }
            default -> throw new IllegalArgumentException(
                    "the override of %s is %s: give a Long, a finite Double, a Boolean or a String".formatted(key,
                            value));
        }
    }

    private static void checkText(String what, String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES)
            throw new IllegalArgumentException(
                    "%s has %,d bytes: at most %d are possible".formatted(what, bytes, MOST_BYTES));
        if (text.indexOf('\0') >= 0) throw new IllegalArgumentException(what + " has a NUL character: leave it out");
    }

    /// Checks that overrides are of the types that the file's values have: llama.cpp would ignore others.
    ///
    /// @throws IllegalArgumentException if one is not
    public static void check(Gguf file, Map<String, Object> overrides) {
        var values = new LinkedHashMap<String, GgufValue>();
        overrides.forEach((key, value) -> values.put(key, GgufValue.of(value)));
        values.forEach((key, value) -> checkType(key, value, file.metadata().getOrDefault(key, value)));
    }

    /// Returns overrides as values to be written into the file that they are for: of the type that the value has there, or
    /// that llama.cpp would look for.
    public static Map<String, GgufValue> inFile(Gguf file, Map<String, ?> overrides) {
        var values = new LinkedHashMap<String, GgufValue>();
        overrides.forEach((key, value) -> values.put(key, switch (value) {
            case Long number -> file.metadata().get(key) instanceof GgufValue.Whole(GgufType type, _)
                    ? new GgufValue.Whole(type, number)
                    : new GgufValue.Whole(number < 0 ? GgufType.INT32 : GgufType.UINT32, number);
            case Double number -> file.metadata().get(key) instanceof GgufValue.Real(GgufType type, _)
                    ? new GgufValue.Real(type, number)
                    : GgufValue.float32(number);
            default -> GgufValue.of(value);
        }));
        return values;
    }

    private static void checkType(String key, GgufValue override, GgufValue value) {
        boolean same = switch (value) {
            case GgufValue.Whole _ -> override instanceof GgufValue.Whole;
            case GgufValue.Real _ -> override instanceof GgufValue.Real;
            case GgufValue.Flag _ -> override instanceof GgufValue.Flag;
            case GgufValue.Text _ -> override instanceof GgufValue.Text;
            case GgufValue.Array _ -> false;
        };
        if (!same)
            throw new IllegalArgumentException("%s is a %s in the file: a %s cannot override it"
                    .formatted(key, value.type(), override.type()));
    }
}

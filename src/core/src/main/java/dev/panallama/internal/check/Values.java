package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads metadata as llama.cpp's loader does, and notes what has another type than it takes.
///
/// Written without pattern switches and joined texts, whose first use takes a new JVM longer than the whole check.
final class Values {
    private static final GgufValue.Array EMPTY = new GgufValue.Array(GgufType.STRING, List.of());

    private final Gguf file;
    private final String architecture;
    private final String prefix; // of its keys
    private final Findings findings;
    private final Set<String> mistyped = new HashSet<>(); // noted once

    Values(Gguf file, Findings findings) {
        this.file = file;
        this.findings = findings;
        architecture = file.text("general.architecture").map(Values::asInC).orElse("");
        prefix = architecture.concat(".");
    }

    String architecture() {
        return architecture;
    }

    /// Returns the key of a number of the architecture.
    String key(String name) {
        return prefix.concat(name);
    }

    boolean has(String name) {
        return file.metadata().containsKey(key(name));
    }

    /// Returns a whole number of the architecture.
    long whole(String name, long absent) {
        return wholeAt(key(name), absent);
    }

    /// Returns a whole number.
    long wholeAt(String key, long absent) {
        GgufValue value = file.metadata().get(key);
        if (value == null) return absent;
        if (value instanceof GgufValue.Whole(GgufType type, long number) && type == GgufType.UINT32) return number;
        return mistyped(key, value, GgufType.UINT32, absent);
    }

    /// Returns a real number of the architecture.
    double real(String name, double absent) {
        GgufValue value = file.metadata().get(key(name));
        if (value == null) return absent;
        if (value instanceof GgufValue.Real(GgufType type, double number) && type == GgufType.FLOAT32) return number;
        return mistyped(key(name), value, GgufType.FLOAT32, absent);
    }

    boolean flagAt(String key, boolean absent) {
        GgufValue value = file.metadata().get(key);
        if (value == null) return absent;
        return value instanceof GgufValue.Flag(boolean flag) ? flag : mistyped(key, value, GgufType.BOOL, absent);
    }

    String textAt(String key, String absent) {
        GgufValue value = file.metadata().get(key);
        if (value == null) return absent;
        return value instanceof GgufValue.Text(String text)
                ? asInC(text)
                : mistyped(key, value, GgufType.STRING, absent);
    }

    /// Returns a text up to its first NUL, where it ends for C.
    private static String asInC(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /// Returns an array, if it is there and one.
    GgufValue.Array arrayAt(String key) {
        return file.metadata().get(key) instanceof GgufValue.Array array ? array : EMPTY;
    }

    /// Returns a number that each layer has, from one for all or an array.
    PerLayer perLayer(String name, PerLayer absent) {
        GgufValue value = file.metadata().get(key(name));
        if (value == null) return absent;
        return value instanceof GgufValue.Array array
                ? array(name, array, absent)
                : PerLayer.same(whole(name, absent.first()));
    }

    private PerLayer array(String name, GgufValue.Array array, PerLayer absent) {
        return switch (array.elementType()) {
            case UINT32, INT32, BOOL -> PerLayer.of(array.elements(), absent);
            case UINT8, INT8, UINT16, INT16, UINT64, INT64, FLOAT32, FLOAT64, STRING, ARRAY -> {
                findings.fault("%s is an array of %s: llama.cpp reads UINT32 there; write it so", key(name),
                        array.elementType());
                yield absent;
            }
        };
    }

    private <T> T mistyped(String key, GgufValue value, GgufType wanted, T instead) {
        if (mistyped.add(key))
            findings.fault("%s is of type %s: llama.cpp reads %s there; write it so", key, value.type(), wanted);
        return instead;
    }

    Map<String, GgufValue> metadata() {
        return file.metadata();
    }
}

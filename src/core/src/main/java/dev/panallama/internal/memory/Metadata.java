package dev.panallama.internal.memory;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The numbers of an architecture, by their names without the architecture. What a hostile file has is cut to what an
/// `int` holds.
record Metadata(Gguf file, String architecture) {
    static Metadata of(Gguf file) {
        return new Metadata(file, file.text("general.architecture").orElse(""));
    }

    long number(String name) {
        return number(name, 0);
    }

    long number(String name, long otherwise) {
        return cut(file.whole(key(name)).orElse(otherwise));
    }

    /// Returns a number that may be one for each layer.
    long number(String name, int layer, long otherwise) {
        return element(name, layer) instanceof Long number ? cut(number) : number(name, otherwise);
    }

    /// Returns whether there is an array, and it says yes for a layer.
    boolean flag(String name, int layer) {
        return switch (element(name, layer)) {
            case Boolean flag -> flag;
            case Long number -> number != 0;
            default -> false;
        };
    }

    /// Returns a yes or no, if it is there.
    @Nullable
    Boolean truth(String name) {
        return file.metadata().get(key(name)) instanceof GgufValue.Flag(boolean value) ? value : null;
    }

    boolean hasArray(String name) {
        return file.metadata().get(key(name)) instanceof GgufValue.Array;
    }

    boolean has(String name) {
        return file.metadata().containsKey(key(name));
    }

    private Object element(String name, int layer) {
        return file.metadata().get(key(name)) instanceof GgufValue.Array(_, List<?> each) && layer < each.size()
                ? each.get(layer)
                : "";
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private static long cut(long number) {
        return Math.clamp(number, 0, Integer.MAX_VALUE);
    }
}

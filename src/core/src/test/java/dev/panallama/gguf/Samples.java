package dev.panallama.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/// Files that have one of everything.
final class Samples {
    private Samples() {}

    /// Returns metadata of every type, arrays of every type, and empty ones.
    static Map<String, GgufValue> everyType() {
        var values = new LinkedHashMap<String, GgufValue>();
        for (GgufType type : GgufType.values()) {
            if (type.isWhole()) values.put("whole " + type, new GgufValue.Whole(type, type.holds(-1) ? -1 : 200));
            if (type.isReal()) values.put("real " + type, new GgufValue.Real(type, 0.1));
            if (type == GgufType.ARRAY) continue;
            values.put("array " + type, new GgufValue.Array(type, elements(type)));
            values.put("empty " + type, new GgufValue.Array(type, List.of()));
        }
        values.put("flag", GgufValue.flag(true));
        values.put("text", GgufValue.text("Grüße, 世界 \0 end"));
        values.put("no text", GgufValue.text(""));
        values.put("schlüssel", GgufValue.text("\udcc3( is no UTF-8, \ufffd is, 🦙 as well"));
        return values;
    }

    private static List<?> elements(GgufType type) {
        if (type == GgufType.STRING) return List.of("", "a", "ä", "\udcff\udc80");
        if (type == GgufType.BOOL) return List.of(true, false);
        if (type.isReal()) return List.of(1.5, -0.25, Double.POSITIVE_INFINITY, Double.NaN, -0.0);
        return LongStream.of(0, 1, 100, type.holds(-1) ? -1 : 0).boxed().toList();
    }

    /// Writes a file with a tensor of every type, of 1 to 4 dimensions and none, and data of their own.
    static Path everything(Path file, int alignment) throws IOException {
        var writer = new GgufWriter().put(Gguf.ALIGNMENT, GgufValue.uint32(alignment));
        everyType().forEach(writer::put);
        var random = new Random(alignment);
        for (TensorType type : TensorType.values()) {
            var data = new byte[3 * type.blockBytes()];
            random.nextBytes(data);
            writer.tensor("tensor " + type, type, data, type.blockSize(), 3);
        }
        writer.tensor("one", TensorType.F32, new float[]{1, 2, 3}, 3)
                .tensor("three", TensorType.F16, new float[]{1, -2, 65504, 0x1p-24f}, 2, 1, 2)
                .tensor("four", TensorType.F32, new float[]{1, 2, 3, 4, 5, 6}, 1, 2, 1, 3)
                .tensor("nothing", TensorType.F32, new float[0], 0)
                .tensor("single", TensorType.F32, new float[]{7});
        writer.write(file);
        return file;
    }
}

package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Splits a model over several files as `llama-gguf-split` does: the first has the metadata, all have some tensors.
final class ModelParts {
    private ModelParts() {}

    static List<Path> write(Path model, int count, Path folder, String name) throws IOException {
        Gguf whole = Gguf.read(model);
        byte[] bytes = Files.readAllBytes(model);
        var files = new ArrayList<Path>();
        for (int part = 0; part < count; part++) {
            var writer = new GgufWriter();
            if (part == 0) whole.metadata().forEach(writer::put);
            writer.put("split.no", new GgufValue.Whole(GgufType.UINT16, part))
                    .put("split.count", new GgufValue.Whole(GgufType.UINT16, count))
                    .put("split.tensors.count", new GgufValue.Whole(GgufType.INT32, whole.tensors().size()));
            int tensors = whole.tensors().size();
            for (GgufTensor it : whole.tensors().subList(part * tensors / count, (part + 1) * tensors / count))
                copy(it, bytes, whole.dataOffset(), writer);
            files.add(folder.resolve("%s-%05d-of-%05d.gguf".formatted(name, part + 1, count)));
            writer.write(files.getLast());
        }
        return files;
    }

    private static void copy(GgufTensor it, byte[] bytes, long dataOffset, GgufWriter writer) {
        int from = Math.toIntExact(dataOffset + it.offset());
        byte[] data = Arrays.copyOfRange(bytes, from, from + Math.toIntExact(it.sizeBytes()));
        long[] shape = it.shape().stream().mapToLong(Long::longValue).toArray();
        writer.tensor(it.name(), it.type(), data, shape);
    }
}

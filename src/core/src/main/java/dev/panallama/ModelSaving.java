package dev.panallama;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.internal.load.Overrides;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes a loaded model as one file. Weights do not change after the load, so they are copied from the model's files:
/// llama.cpp's own writer leaves out the chat template, the licence and more, breaks off at 18 architectures, and crashes
/// where weights were repacked for the processor.
final class ModelSaving {
    private ModelSaving() {}

    static void save(List<Path> files, Map<String, ?> overrides, Path target) throws IOException {
        Path first = files.getFirst();
        Gguf header = Gguf.read(first);
        GgufWriter writer = GgufWriter.copyOf(first);
        for (String key : header.metadata().keySet()) if (key.startsWith("split.")) writer.remove(key);
        for (Path part : files.subList(1, files.size())) writer.tensorsOf(part);
        Overrides.inFile(header, overrides).forEach(writer::put);
        writer.write(target);
    }

    /// Checks that the files are those that were loaded, as far as their headers tell.
    static void check(List<Path> files, ModelInfo info) throws IOException {
        long elements = 0;
        for (Path file : files)
            elements += Gguf.read(file).tensors().stream().mapToLong(GgufTensor::elements).sum();
        if (elements != info.parameterCount())
            throw new IOException("%s was replaced since it was loaded: it has %,d weights, the model %,d"
                    .formatted(files.getFirst(), elements, info.parameterCount()));
    }
}

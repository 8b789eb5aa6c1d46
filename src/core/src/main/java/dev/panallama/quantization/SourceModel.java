package dev.panallama.quantization;

import dev.panallama.error.ModelLoadException;
import dev.panallama.error.QuantizationException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.internal.check.ModelCheck;
import dev.panallama.internal.load.Header;
import dev.panallama.internal.load.SplitFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The file, or files, of a model that is quantized: what their headers say, checked before llama.cpp sees them.
final class SourceModel {
    private final Path file;
    private final List<Path> files;
    private final Header header;

    SourceModel(Path file) {
        if (!Files.isRegularFile(file)) // a pipe would block for ever
            throw new ModelLoadException("cannot quantize %s: it is no file; name the .gguf file".formatted(file),
                    List.of());
        this.file = file;
        files = SplitFiles.of(file);
        if (isSplit() && !file.toString().endsWith(".gguf")) // which llama.cpp's quantizer looks for
            throw new ModelLoadException(
                    "cannot quantize %s: the names of a model's parts have to end in .gguf: rename them"
                            .formatted(file),
                    List.of());
        header = new Header(files);
        header.checkParts();
        if (tensors().isEmpty())
            throw new ModelLoadException("cannot quantize %s: it has no tensors".formatted(file), List.of());
        List<String> broken = ModelCheck.of(header.parts(), Map.of(), false).faults();
        if (!broken.isEmpty())
            throw new QuantizationException(
                    "cannot quantize %s, which llama.cpp cannot take: %s".formatted(file, String.join("; ", broken)),
                    List.of());
    }

    Path file() {
        return file;
    }

    boolean isSplit() {
        return files.size() > 1;
    }

    Gguf header() {
        return header.first();
    }

    List<Gguf> parts() {
        return header.parts();
    }

    List<GgufTensor> tensors() {
        return header.tensors().toList();
    }

    long layers() {
        return header().whole(header().text("general.architecture").orElse("") + ".block_count").orElse(0);
    }

    long sizeBytes() throws IOException {
        long size = 0;
        for (Path it : files) size += Files.size(it);
        return size;
    }
}

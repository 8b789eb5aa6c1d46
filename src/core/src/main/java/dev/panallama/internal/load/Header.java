package dev.panallama.internal.load;

import dev.panallama.error.GgufException;
import dev.panallama.error.ModelLoadException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.internal.memory.WeightSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The headers of a model's files, read when first asked for.
public final class Header {
    private final List<Path> files;
    private List<Gguf> parts = List.of();

    public Header(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /// Checks that the files, where they are several, are the parts of one model.
    ///
    /// @throws ModelLoadException if they are not, or cannot be read
    public void checkParts() {
        if (files.size() > 1) SplitFiles.check(files, parts());
    }

    /// Refuses the files if there is anything wrong with them.
    ///
    /// @throws ModelLoadException that names all faults
    public void refuse(List<String> faults) {
        if (!faults.isEmpty())
            throw new ModelLoadException("cannot load %s: %s".formatted(files.getFirst(), String.join("; ", faults)),
                    List.of());
    }

    /// Returns the header of the first file, which has the metadata.
    public Gguf first() {
        return parts().getFirst();
    }

    /// Returns all tensors.
    public Stream<GgufTensor> tensors() {
        return parts().stream().flatMap(it -> it.tensors().stream());
    }

    /// Returns what the weights take.
    WeightSizes weights() {
        return new WeightSizes(parts());
    }

    /// Returns the header of each file.
    public List<Gguf> parts() {
        if (parts.isEmpty()) parts = files.stream().map(Header::read).toList();
        return parts;
    }

    private static Gguf read(Path file) {
        ModelFile.check(file);
        try {
            return Gguf.read(file);
        } catch (GgufException fault) {
            throw new ModelLoadException(String.valueOf(fault.getMessage()), List.of());
        } catch (IOException failure) {
            throw (ModelLoadException) new ModelLoadException(
                    "cannot load %s: it cannot be read: %s".formatted(file, failure.getMessage()), List.of())
                    .initCause(failure);
        }
    }
}

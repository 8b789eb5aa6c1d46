package dev.panallama.runner.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A model on this machine. Immutable.
///
/// @param name what requests call it, without the usual tag
/// @param file where it lies; of a model in parts, the first one
/// @param bytes how long it is, all parts together
/// @param modified when it was written last
/// @param settings how it is to be used
/// @param owner whose it is
public record InstalledModel(
        String name, Path file, long bytes, Instant modified, ModelSettings settings, Owner owner) {
    /// Whose a model is: what belongs to others is used where it lies, and left alone.
    public enum Owner {
        /// This store.
        PANALLAMA,
        /// The user, who has named the file.
        USER,
        /// Whoever has put the file into a folder of the store: that may be another program, or a link to elsewhere.
        FOLDER,
        /// Ollama's store.
        OLLAMA,
        /// LM Studio's folder.
        LM_STUDIO,
        /// The cache of the Hugging Face hub, or that of llama.cpp.
        HUB_CACHE
    }

    /// Returns its name with the tag.
    public String fullName() {
        return ModelName.parse(name).full();
    }

    /// Returns how long the files of its adapters are together, which is also what they take in memory.
    ///
    /// @throws IOException if one of them is gone
    public long adapterBytes() throws IOException {
        long bytes = 0;
        for (Path it : settings.adapters()) bytes += Files.size(it);
        return bytes;
    }

    /// Returns its files.
    ModelFiles files() {
        return ModelFiles.of(file).orElse(new ModelFiles(List.of(file)));
    }

    /// Whether it may belong to another program.
    boolean isOfAnotherProgram() {
        return owner != Owner.PANALLAMA && owner != Owner.USER;
    }

    boolean isCalled(ModelName other) {
        return ModelName.parse(name).isSameAs(other);
    }
}

package dev.panallama.internal.natives;

import dev.panallama.error.NativeLibraryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The libraries in one platform jar, as its manifest lists them.
///
/// @param name the classifier of the jar: a platform's key, perhaps with a GPU's name
/// @param manifest the version of llama.cpp, then a line with SHA-256, CRC-32C and name for each library
record Bundle(String name, List<String> manifest, ClassLoader jars) {
    /// Looks for a bundle; of several with the same name, the first on the class path counts.
    static Optional<Bundle> find(String name, ClassLoader jars) {
        try (var in = jars.getResourceAsStream(manifestOf(name))) {
            if (in == null) return Optional.empty();
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(new Bundle(name, text.lines().toList(), jars));
        } catch (IOException e) {
            throw new NativeLibraryException("cannot read " + manifestOf(name) + " on the class path", e);
        }
    }

    static String manifestOf(String name) {
        return folderOf(name) + "manifest.txt";
    }

    private static String folderOf(String name) {
        return "natives/" + name + "/";
    }

    String llamaVersion() {
        return manifest.getFirst().substring("llama.cpp ".length());
    }

    List<BundledLibrary> libraries() {
        return manifest.stream().skip(1).map(this::library).toList();
    }

    private BundledLibrary library(String line) {
        var column = line.split(" ", 3);
        return new BundledLibrary(column[2], Long.parseLong(column[1], 16), folderOf(name) + column[2], jars);
    }
}

package dev.panallama.runner.store;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What a user names a model by.
public sealed interface ModelReference {
    /// A model of the catalog.
    record Named(KnownModel model) implements ModelReference {}

    /// A file of the user.
    record LocalFile(Path path) implements ModelReference {}

    /// Reads an argument: the name of a model, or what looks like the path of a file. That is one word with a
    /// separator in it or `.gguf` at its end, whether the file exists or not; and any GGUF file that exists.
    ///
    /// @return empty for any other text, which will be a prompt
    static Optional<ModelReference> of(String argument) {
        return Catalog.named(argument)
                .<ModelReference>map(Named::new)
                .or(() -> looksLikeFile(argument) ? file(argument) : Optional.empty());
    }

    private static boolean looksLikeFile(String argument) {
        boolean gguf = argument.toLowerCase(Locale.ROOT).endsWith(".gguf");
        boolean separated = argument.contains("/") || argument.contains(File.separator);
        boolean word = argument.chars().noneMatch(Character::isWhitespace);
        return word ? gguf || separated : gguf && new File(argument).isFile();
    }

    private static Optional<ModelReference> file(String argument) {
        try {
            return Optional.of(new LocalFile(Path.of(argument)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}

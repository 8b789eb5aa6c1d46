package dev.panallama.runner.store;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What a user names a model by.
public sealed interface ModelReference {
    /// A model of the catalog.
    record Named(KnownModel model) implements ModelReference {}

    /// A file of the user.
    record File(Path path) implements ModelReference {}

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
        boolean word = argument.chars().noneMatch(Character::isWhitespace);
        boolean separated = argument.contains("/") || argument.contains(java.io.File.separator);
        return word
                ? gguf || separated
                : gguf && file(argument).filter(it -> Files.exists(((File) it).path())).isPresent();
    }

    private static Optional<ModelReference> file(String argument) {
        try {
            return Optional.of(new File(Path.of(argument)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}

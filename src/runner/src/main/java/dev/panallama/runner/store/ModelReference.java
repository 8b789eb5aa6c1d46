package dev.panallama.runner.store;

import dev.panallama.runner.console.UserHome;
import java.io.File;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a user names a model by. Immutable.
public sealed interface ModelReference {
    /// A name: of the catalog, or of a model that is on this machine.
    record Named(ModelName name) implements ModelReference {}

    /// A model on the hub.
    record OnHub(HubName name) implements ModelReference {}

    /// A file on the web.
    ///
    /// @param uri its address, or on the hub that of the page which shows it
    record OnWeb(URI uri) implements ModelReference {
        private static final Set<String> HUBS = Set.of("huggingface.co", "hf.co");

        /// Returns the address of the file itself.
        URI file() {
            boolean page = HUBS.contains(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT));
            return page ? URI.create(uri.toString().replaceFirst("/blob/", "/resolve/")) : uri;
        }
    }

    /// A file of the user, or a folder that has one model.
    record LocalFile(Path path) implements ModelReference {}

    /// Reads what names a model.
    ///
    /// @throws IllegalArgumentException if nothing can be named so
    static ModelReference parse(String text) {
        return guess(text).orElseGet(() -> new Named(ModelName.parse(text)));
    }

    /// Reads what may name a model, or be the beginning of a prompt. Names are one word: the address of a file on the web, what
    /// looks like the path of a file, whether it exists or not, a name on the hub, a name of the catalog, a name with a tag. Any GGUF file
    /// that exists is one as well.
    ///
    /// @return empty for any other text
    static Optional<ModelReference> guess(String typed) {
        String text = UserHome.expanded(typed);
        if (text.matches("(?i)https?://\\S+")) return web(text);
        if (looksLikeFile(text)) return file(text);
        if (!text.contains("/") && !text.contains(":") && !Catalog.knows(text)) return Optional.empty();
        Optional<ModelReference> hub = text.contains("/") ? HubName.of(text).map(OnHub::new) : Optional.empty();
        return hub.or(() -> ModelName.of(text).map(Named::new)).or(() -> text.contains("/") ? file(text) : hub);
    }

    private static Optional<ModelReference> web(String text) {
        try {
            return Optional.of(new OnWeb(URI.create(text)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeFile(String text) {
        boolean word = text.chars().noneMatch(Character::isWhitespace);
        boolean gguf = text.toLowerCase(Locale.ROOT).endsWith(".gguf");
        if (!word) return gguf && new File(text).isFile();
        boolean separated = text.contains("/") || text.contains(File.separator);
        return gguf || (separated && (text.matches("(?:[.~/\\\\]|\\w:).*") || new File(text).exists()));
    }

    private static Optional<ModelReference> file(String text) {
        if (text.chars().anyMatch(Character::isWhitespace) && !new File(text).isFile()) return Optional.empty();
        try {
            return Optional.of(new LocalFile(Path.of(text)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}

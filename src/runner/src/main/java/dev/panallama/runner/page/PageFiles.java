package dev.panallama.runner.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The files of the page in the jar, and those of the libraries that it uses in theirs. Any thread may use it.
final class PageFiles {
    /// A file of a webjar.
    private record Library(String group, String artifact, String file) {}

    private static final Map<String, Library> LIBRARIES = Map.of(
            "lib/marked.js", new Library("org.webjars.npm", "marked", "lib/marked.esm.js"),
            "lib/purify.js", new Library("org.webjars.npm", "dompurify", "dist/purify.es.mjs"),
            "lib/highlight.js", new Library("org.webjars", "highlightjs", "highlight.min.js"));

    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    /// Returns a file by its name, if there is one. The name is no path: it has no `..`, and at most the folder `lib`.
    Optional<PageFile> find(String name) {
        if (!name.matches("(lib/)?[a-z][a-z0-9-]*\\.[a-z]+")) return Optional.empty();
        return Optional.ofNullable(files.computeIfAbsent(name, PageFiles::read));
    }

    private static @Nullable PageFile read(String name) {
        Library library = LIBRARIES.get(name);
        try (InputStream found = library == null ? PageFiles.class.getResourceAsStream(name) : open(library)) {
            return found == null ? null : PageFile.of(name, found.readAllBytes()).orElse(null);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own file %s cannot be read".formatted(name), unreadable);
        }
    }

    /// The version of a library is part of the names of its files: the build wrote it down in the jar.
    private static @Nullable InputStream open(Library library) throws IOException {
        var build = new Properties();
        String folder = "META-INF/maven/%s/%s/".formatted(library.group(), library.artifact());
        try (InputStream properties = resource(folder + "pom.properties")) {
            if (properties == null) return null;
            build.load(properties);
        }
        return resource("META-INF/resources/webjars/%s/%s/%s".formatted(library.artifact(),
                build.getProperty("version"), library.file()));
    }

    private static @Nullable InputStream resource(String path) {
        ClassLoader loader = PageFiles.class.getClassLoader();
        return loader == null ? null : loader.getResourceAsStream(path);
    }
}

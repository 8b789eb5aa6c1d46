package dev.panallama.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.GroupLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What jextract has generated, and the headers it was generated from.
final class Generated {
    static final Path SOURCES = Path.of("src/generated/java/dev/panallama/bindings");
    static final Path LLAMA = Path.of(text(Path.of("target/llama-source.path")));

    private Generated() {}

    /// Every generated class by its name.
    static Map<String, Class<?>> classes() throws ReflectiveOperationException {
        var classes = new TreeMap<String, Class<?>>();
        for (var file : files()) {
            var name = file.getFileName().toString().replace(".java", "");
            classes.put(name, Class.forName("dev.panallama.bindings." + name));
        }
        return classes;
    }

    /// The layout of every generated struct by the struct's name.
    static Map<String, GroupLayout> structs() throws ReflectiveOperationException {
        var structs = new TreeMap<String, GroupLayout>();
        for (var entry : classes().entrySet()) {
            for (var method : entry.getValue().getDeclaredMethods()) {
                if (method.getName().equals("layout")) structs.put(entry.getKey(), (GroupLayout) method.invoke(null));
            }
        }
        return structs;
    }

    /// The names of all bound C functions.
    static List<String> functions() {
        return Stream.of(llama_h.class.getMethods())
                .map(method -> method.getName())
                .filter(name -> name.endsWith("$address"))
                .map(name -> name.replace("$address", ""))
                .toList();
    }

    static List<Path> files() {
        try (var files = Files.list(SOURCES)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A header of llama.cpp without comments and preprocessor lines.
    static String header(String path) {
        return text(LLAMA.resolve(path))
                .replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "")
                .replaceAll("(?m)^\\s*#(.*\\\\\n)*.*", "");
    }

    /// What the pattern's first group is at each place where the pattern matches.
    static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.panallama.chat.output;

import dev.panallama.LlamaSource;
import dev.panallama.jinja.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The chat templates of llama.cpp's source.
final class TemplateFiles {
    private static final Path FOLDER = LlamaSource.root().resolve("models/templates");
    private static final Map<String, OutputFormat> FORMATS = new ConcurrentHashMap<>();

    private TemplateFiles() {}

    static List<String> names() {
        try (var files = Files.list(FOLDER)) {
            return files.map(it -> it.getFileName().toString()).filter(it -> it.endsWith(".jinja")).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String source(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns the format that is found for a template.
    static OutputFormat format(String name) {
        return FORMATS.computeIfAbsent(name, it -> OutputFormat.of(source(it), probe(it)));
    }

    static TemplateProbe probe(String name) {
        var template = Template.parse(source(name));
        return context -> {
            var whole = new HashMap<String, Object>(context);
            whole.putIfAbsent("bos_token", "<s>");
            whole.putIfAbsent("eos_token", "</s>");
            return template.render(whole).toString();
        };
    }
}

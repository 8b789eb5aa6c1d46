package dev.panallama.jinja;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The test data: cases as JSON, one a line, and the templates of llama.cpp's source.
final class Cases {
    /// The time at which the reference rendered.
    static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-06T09:05:03Z"), ZoneOffset.UTC);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Cases() {}

    static List<Map<String, Object>> read(String resource) {
        try (var in = Cases.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Cases::json).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String line) {
        return JSON.readValue(line, Map.class);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> context(Map<String, Object> parsed) {
        return (Map<String, Object>) parsed.get("context");
    }

    static Stream<Path> templates() {
        try {
            return Files.list(templateFolder()).filter(it -> it.toString().endsWith(".jinja")).sorted();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String template(String file) {
        return text(templateFolder().resolve(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path templateFolder() {
        return Path.of(text(Path.of("target/llama-source.path")).strip(), "models/templates");
    }
}

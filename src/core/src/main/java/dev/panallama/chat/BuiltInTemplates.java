package dev.panallama.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The templates for models whose file has none, resources beside this class.
final class BuiltInTemplates {
    static final List<String> NAMES = List.of(
            "alpaca", "chatml", "gemma", "llama-guard", "llama2", "llama3", "mistral", "phi3", "vicuna", "zephyr");

    private static final Map<String, ChatTemplate> PARSED = new ConcurrentHashMap<>();

    private BuiltInTemplates() {}

    static ChatTemplate named(String name) {
        if (!NAMES.contains(name))
            throw new IllegalArgumentException(
                    "there is no built-in chat template %s: choose one of %s".formatted(name, NAMES));
        return PARSED.computeIfAbsent(name, it -> ChatTemplate.parse(text(it + ".jinja")));
    }

    private static String text(String resource) {
        try (InputStream in = BuiltInTemplates.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + resource, failure);
        }
    }
}

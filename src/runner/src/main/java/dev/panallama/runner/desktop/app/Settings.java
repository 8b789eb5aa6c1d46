package dev.panallama.runner.desktop.app;

import dev.panallama.runner.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the window remembers until it is opened again. Immutable.
///
/// @param theme how it looks
/// @param model the one that was talked to
/// @param width of the window
/// @param height of the window
/// @param parameters how models chat
record Settings(Theme theme, String model, int width, int height, Parameters parameters) {
    private static final Settings FIRST = new Settings(Theme.LIGHT, "", 1220, 800, Parameters.USUAL);

    static Path file() {
        return DataFolder.ofUser().path().resolve("app.json");
    }

    /// Reads those of the last time; the first ones if there are none, or they cannot be read.
    static Settings read(Path file) {
        try {
            JsonNode all = JsonMapper.shared().readTree(Files.readString(file));
            return new Settings(
                    Theme.valueOf(all.path("theme").asString(FIRST.theme.name()).toUpperCase(Locale.ROOT)),
                    all.path("model").asString(""),
                    Math.clamp(all.path("width").asInt(FIRST.width), 600, 10_000),
                    Math.clamp(all.path("height").asInt(FIRST.height), 400, 10_000),
                    Parameters.read(all.path("parameters")));
        } catch (IOException | JacksonException | IllegalArgumentException _) {
            return FIRST;
        }
    }

    /// Writes them. Who cannot write there has the first ones again next time.
    void write(Path file) throws IOException {
        ObjectNode all = JsonNodeFactory.instance.objectNode()
                .put("theme", theme.name().toLowerCase(Locale.ROOT))
                .put("model", model)
                .put("width", width)
                .put("height", height);
        all.set("parameters", parameters.json());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, all.toPrettyString());
    }
}

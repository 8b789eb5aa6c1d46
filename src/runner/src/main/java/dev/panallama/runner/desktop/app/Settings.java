package dev.panallama.runner.desktop.app;

import dev.panallama.runner.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
/// @param serving how the server was last switched on
record Settings(Theme theme, String model, int width, int height, Parameters parameters, Serving serving) {
    private static final Settings FIRST = new Settings(Theme.LIGHT, "", 1220, 800, Parameters.USUAL, Serving.USUAL);

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
                    Parameters.read(all.path("parameters")),
                    Serving.read(all.path("server")));
        } catch (IOException | JacksonException | IllegalArgumentException _) {
            return FIRST;
        }
    }

    Settings with(Theme other) {
        return new Settings(other, model, width, height, parameters, serving);
    }

    Settings withModel(String other) {
        return new Settings(theme, other, width, height, parameters, serving);
    }

    Settings withSize(int other, int otherHeight) {
        return new Settings(theme, model, other, otherHeight, parameters, serving);
    }

    Settings with(Parameters other) {
        return new Settings(theme, model, width, height, other, serving);
    }

    Settings with(Serving other) {
        return new Settings(theme, model, width, height, parameters, other);
    }

    /// Writes them into a file that the user alone can read, since a key may be in it. Who cannot write there has the first ones
    /// again next time.
    void write(Path file) throws IOException {
        ObjectNode all = JsonNodeFactory.instance.objectNode()
                .put("theme", theme.name().toLowerCase(Locale.ROOT))
                .put("model", model)
                .put("width", width)
                .put("height", height);
        all.set("parameters", parameters.json());
        all.set("server", serving.json());
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path written = Files.createTempFile(folder, "app", ".json"); // those are the user's alone
        try {
            Files.writeString(written, all.toPrettyString());
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}

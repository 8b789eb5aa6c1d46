package dev.panallama.runner.store;

import dev.panallama.runner.console.UserHome;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where a user's own data lies, by the customs of his system and by his environment variables.
///
/// @param path the folder, which need not exist
/// @param models the folder of models, which need not exist
/// @param conversations the folder of conversations, which need not exist
/// @param online whether models that are missing may be fetched
public record DataFolder(Path path, Path models, Path conversations, boolean online) {
    /// Names another folder of models.
    public static final String MODELS_VARIABLE = "PANALLAMA_MODELS";

    /// Names another folder of conversations.
    public static final String CONVERSATIONS_VARIABLE = "PANALLAMA_CONVERSATIONS";

    /// Keeps models from being fetched, whatever its value.
    public static final String OFFLINE_VARIABLE = "PANALLAMA_OFFLINE";

    /// Returns the folder of the user that runs this process.
    public static DataFolder ofUser() {
        return of(System.getenv(), System.getProperty("os.name"), UserHome.path());
    }

    /// Returns the folder that a system's custom asks for.
    static DataFolder of(Map<String, String> environment, String system, Path home) {
        Path path = base(environment, system.toLowerCase(Locale.ROOT), home).resolve("panallama");
        return new DataFolder(
                path,
                variable(environment, MODELS_VARIABLE).map(Path::of).orElse(path.resolve("models")),
                variable(environment, CONVERSATIONS_VARIABLE).map(Path::of).orElse(path),
                variable(environment, OFFLINE_VARIABLE).isEmpty());
    }

    /// Returns the file with what the user typed into the chat.
    public Path history() {
        return path.resolve("history");
    }

    private static Path base(Map<String, String> environment, String system, Path home) {
        if (system.startsWith("windows"))
            return variable(environment, "LOCALAPPDATA").map(Path::of).orElse(home.resolve("AppData").resolve("Local"));
        if (system.startsWith("mac")) return home.resolve("Library").resolve("Application Support");
        return variable(environment, "XDG_DATA_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".local").resolve("share"));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(it -> !it.isBlank());
    }
}

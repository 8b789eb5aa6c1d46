package dev.panallama.runner.console;

import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The home of the user that runs this process.
public final class UserHome {
    private UserHome() {}

    /// Returns its folder. `HOME` says it to every other program of Linux and macOS, Java asks the list of users.
    public static Path path() {
        return path(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    static Path path(Map<String, String> environment, String system, Path listed) {
        if (system.toLowerCase(Locale.ROOT).startsWith("windows")) return listed;
        return Optional.ofNullable(environment.get("HOME"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(listed);
    }

    /// Returns the path that a text names, in which `~/` is the home where no shell has said so already. Other texts come back as they
    /// are.
    public static String expanded(String text) {
        boolean inHome = text.startsWith("~/") || text.startsWith("~" + File.separator);
        return inHome ? path() + text.substring(1) : text;
    }
}

package dev.panallama.runner.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Which version of the program this is.
public final class ProgramVersion {
    private ProgramVersion() {}

    /// Returns the version that the build wrote down.
    public static String text() {
        try (var version = ProgramVersion.class.getResourceAsStream("version.txt")) {
            return version == null
                    ? "of unknown version"
                    : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own version cannot be read", unreadable);
        }
    }
}

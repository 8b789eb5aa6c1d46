package dev.panallama.runner.cli.command;

import dev.panallama.Llama;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/// Says which versions are at work.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[]{"panallama " + own(), "llama.cpp " + Llama.version()};
    }

    /// Returns the version that the build wrote down.
    private static String own() throws IOException {
        try (var version = Version.class.getResourceAsStream("version.txt")) {
            return version == null
                    ? "of unknown version"
                    : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}

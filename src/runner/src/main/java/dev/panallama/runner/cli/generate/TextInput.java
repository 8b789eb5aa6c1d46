package dev.panallama.runner.cli.generate;

import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.console.StandardStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What comes in by standard input.
final class TextInput {
    private TextInput() {}

    /// Returns all of it, unless somebody sits there.
    static Optional<String> piped() throws IOException {
        if (StandardStream.INPUT.isTerminal()) return Optional.empty();
        return Optional.of(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
    }

    /// Returns all of it.
    ///
    /// @throws UsageException if somebody sits there
    static String required() throws IOException {
        return piped().orElseThrow(() -> new UsageException("there is no text: give one, or send it by a pipe"));
    }
}

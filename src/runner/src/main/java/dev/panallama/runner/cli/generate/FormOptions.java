package dev.panallama.runner.cli.generate;

import dev.panallama.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The form that an answer is to have, as options.
final class FormOptions {
    @Option(
        names = "--schema",
        paramLabel = "FILE|JSON",
        description = "Answer with JSON of this schema: a file, or the schema itself, which begins with {.")
    private @Nullable String schema;

    @Option(names = "--grammar", paramLabel = "FILE", description = "Answer with a text of this grammar, in GBNF.")
    private @Nullable Path grammar;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "Answer with a JSON object: json is the one format there is.",
        completionCandidates = Formats.class)
    private @Nullable String format;

    /// The formats there are.
    static final class Formats extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Formats() {
            add("json");
        }
    }

    /// Returns the grammar of the answer, if it is to have a form.
    ///
    /// @throws IllegalArgumentException if two are given, or one makes no sense
    /// @throws dev.panallama.error.GrammarException if the grammar makes no sense
    /// @throws IOException if a file cannot be read
    Optional<Grammar> grammar() throws IOException {
        if (Stream.of(schema, grammar, format).filter(Objects::nonNull).count() > 1)
            throw new IllegalArgumentException("an answer has one form: give one of --schema, --grammar and --format");
        if (format != null && !format.equals("json"))
            throw new IllegalArgumentException("format is %s: give json, or a --schema".formatted(format));
        if (format != null) return Optional.of(Grammar.jsonSchema("{\"type\": \"object\"}"));
        if (grammar != null) return Optional.of(Grammar.gbnf(Files.readString(grammar)));
        if (schema == null) return Optional.empty();
        boolean itself = schema.strip().startsWith("{");
        return Optional.of(Grammar.jsonSchema(itself ? schema : Files.readString(Path.of(schema))));
    }
}

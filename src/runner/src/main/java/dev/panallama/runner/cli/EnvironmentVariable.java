package dev.panallama.runner.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The variables that stand for options which are not given: an option counts before a variable, and a variable before
/// the option's default. Ollama's mean what they mean there.
enum EnvironmentVariable {
    PANALLAMA_HOST("--host", Kind.TEXT), //
    OLLAMA_HOST("--host", Kind.TEXT), //
    PANALLAMA_API_KEY("--api-key", Kind.TEXT), //
    OLLAMA_ORIGINS("--origins", Kind.TEXT), //
    OLLAMA_KEEP_ALIVE("--keep-alive", Kind.TEXT), //
    OLLAMA_LOAD_TIMEOUT("--load-timeout", Kind.TEXT), //
    OLLAMA_CONTEXT_LENGTH("--ctx", Kind.COUNT), //
    OLLAMA_FLASH_ATTENTION("--flash-attention", Kind.CHOICE), //
    OLLAMA_KV_CACHE_TYPE("--kv-cache-type", Kind.TEXT), //
    OLLAMA_NUM_PARALLEL("--parallel", Kind.COUNT), //
    OLLAMA_MAX_LOADED_MODELS("--max-loaded", Kind.COUNT), //
    OLLAMA_MAX_QUEUE("--max-queue", Kind.COUNT), //
    OLLAMA_DEBUG("--verbose", Kind.FLAG), //
    OLLAMA_NOHISTORY("--no-history", Kind.FLAG);

    /// How a value is read.
    private enum Kind {
        TEXT,
        /// A number; 0 leaves it to the option's default.
        COUNT,
        /// Whether it is set, and not to 0 or false.
        FLAG,
        /// Whether it is set to 0 or false, or to something else.
        CHOICE
    }

    private static final Set<String> NO = Set.of("0", "false", "f", "no", "off");

    private final String option;
    private final Kind kind;

    EnvironmentVariable(String option, Kind kind) {
        this.option = option;
        this.kind = kind;
    }

    /// Returns the value that this process's environment has for an option, or null.
    static @Nullable String defaultOf(ArgSpec argument) {
        return defaultOf(argument, System.getenv());
    }

    static @Nullable String defaultOf(ArgSpec argument, Map<String, String> environment) {
        return of(argument).map(it -> it.value(environment)).filter(it -> !it.isEmpty()).findFirst().orElse(null);
    }

    /// Returns the names of the variables that stand for an option.
    static List<String> namesFor(ArgSpec argument) {
        return of(argument).map(EnvironmentVariable::name).toList();
    }

    /// Returns the end of a command's help, which lists the variables that count for it.
    static String help(CommandSpec command) {
        String lines = Arrays.stream(values())
                .filter(it -> it.countsFor(command) && command.findOption(it.option) != null)
                .map(it -> "  %-26s as %s%n".formatted(it, it.option))
                .collect(Collectors.joining());
        return "%nEnvironment variables; what an option says counts more:%n".formatted() + lines
                + PlainVariable.help(command.name());
    }

    private static Stream<EnvironmentVariable> of(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) return Stream.of();
        String name = option.longestName(); // takes long
        return Arrays.stream(values()).filter(it -> name.equals(it.option) && it.countsFor(option.command()));
    }

    /// The `--verbose` of `show` tells more of a model, and nothing of what went wrong.
    private boolean countsFor(@Nullable CommandSpec command) {
        return this != OLLAMA_DEBUG || command == null || !command.name().equals("show");
    }

    private static boolean isNo(String value) {
        return NO.contains(value.toLowerCase(Locale.ROOT));
    }

    /// Returns what the option gets; empty for nothing.
    private String value(Map<String, String> environment) {
        String value = environment.getOrDefault(name(), "").strip();
        return switch (kind) {
            case TEXT -> value;
            case COUNT -> value.equals("0") ? "" : value;
            case FLAG -> value.isEmpty() || isNo(value) ? "" : "true";
            case CHOICE -> value.isEmpty() ? "" : String.valueOf(!isNo(value));
        };
    }
}

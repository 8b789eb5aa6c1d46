package dev.panallama.runner.cli.completion;

import dev.panallama.runner.cli.command.ModelNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What a word of a command line can become: a command, an option, or a value of one.
public final class Candidates {
    private final CommandSpec program;

    Candidates(CommandLine program) {
        this.program = program.getCommandSpec();
    }

    /// Returns what the last word can become; nothing where that is the name of a file.
    ///
    /// @param words those after the program's name, up to the cursor; the last one may be empty
    List<String> of(List<String> words) {
        String last = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? words : words.subList(0, words.size() - 1);
        return all(before, last)
                .filter(it -> it.startsWith(last))
                .filter(it -> !it.endsWith(ModelNames.LATEST) || last.contains(":"))
                .distinct()
                .toList();
    }

    private Stream<String> all(List<String> before, String last) {
        if (before.isEmpty()) return last.startsWith("-") ? options(program) : commands(program);
        CommandLine command = program.subcommands().get(before.getFirst());
        if (command == null) return Stream.of();
        CommandSpec spec = command.getCommandSpec();
        OptionSpec open = option(spec, before.getLast());
        if (open != null && takesNextWord(open)) return values(open);
        int equals = last.indexOf('=');
        if (last.startsWith("-") && equals > 0) return assigned(spec, last.substring(0, equals));
        if (last.startsWith("-")) return options(spec);
        return positional(spec, before.subList(1, before.size())).map(Candidates::values).orElse(Stream.of());
    }

    /// Returns the names of a program's commands.
    public static Stream<String> commands(CommandSpec program) {
        return program.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(it -> !it.usageMessage().hidden())
                .map(CommandSpec::name);
    }

    /// Returns the long names of a command's options.
    public static Stream<String> options(CommandSpec spec) {
        return Stream.concat(spec.optionsMap().entrySet().stream(), spec.negatedOptionsMap().entrySet().stream())
                .filter(it -> it.getKey().startsWith("--") && !it.getValue().hidden())
                .map(Map.Entry::getKey);
    }

    private static Stream<String> assigned(CommandSpec spec, String name) {
        OptionSpec option = option(spec, name);
        return option == null ? Stream.of() : values(option).map(it -> name + "=" + it);
    }

    private static @Nullable OptionSpec option(CommandSpec spec, String word) {
        return word.startsWith("-") ? spec.findOption(word) : null;
    }

    private static boolean takesNextWord(OptionSpec option) {
        return option.arity().min() > 0;
    }

    private static Stream<String> values(ArgSpec argument) {
        Iterable<String> values = argument.completionCandidates();
        boolean file = argument.typeInfo().getType().equals(Path.class);
        return values == null || file ? Stream.of() : StreamSupport.stream(values.spliterator(), false);
    }

    /// Returns the argument that stands where the next word goes.
    private static Optional<PositionalParamSpec> positional(CommandSpec spec, List<String> before) {
        int place = 0;
        for (int i = 0; i < before.size(); i++) {
            OptionSpec option = option(spec, before.get(i));
            if (option != null && takesNextWord(option)) i++;
            else if (!before.get(i).startsWith("-")) place++;
        }
        int index = place;
        return spec.positionalParameters().stream().filter(it -> it.index().contains(index)).findFirst();
    }
}

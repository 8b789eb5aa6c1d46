package dev.panallama.runner.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options that stand together in the help of a command. Immutable.
///
/// @param title what they are for
/// @param names theirs, in the order of the help
public record OptionGroup(String title, List<String> names) {
    /// Creates a group of these options.
    public OptionGroup(String title, String... names) {
        this(title, List.of(names));
    }

    /// A command with so many options that its help has them in groups.
    public interface Grouped {
        /// Returns the groups, without the options that all commands have. Asked only for the help, as a start is to be quick.
        List<OptionGroup> optionGroups();
    }

    /// Returns the part of a help that tells the options.
    public static String list(Help help, List<OptionGroup> groups) {
        CommandSpec command = help.commandSpec();
        return Stream.concat(groups.stream(), Stream.of(new OptionGroup("General", "--help", "--version")))
                .map(it -> it.list(help, command))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private String list(Help help, CommandSpec command) {
        List<OptionSpec> options = names.stream().map(command::findOption).toList();
        return "%s:%n%s".formatted(title, help.optionListExcludingGroups(
                options, help.createDefaultLayout(), null, help.parameterLabelRenderer()));
    }
}

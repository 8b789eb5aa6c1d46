package dev.panallama.runner.cli.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/// Commands that stand together in the help. Immutable.
///
/// @param title what they are for
/// @param commands their classes, as picocli reads them
public record CommandGroup(String title, List<Class<?>> commands) {
    /// Creates a group of these commands, in this order.
    public CommandGroup(String title, Class<?>... commands) {
        this(title, List.of(commands));
    }

    /// Returns the command of a name, unless it is hidden.
    public Optional<Class<?>> named(String name) {
        return commands.stream().filter(it -> isNamed(it.getAnnotation(Command.class), name)).findFirst();
    }

    private static boolean isNamed(Command command, String name) {
        return !command.hidden() && (command.name().equals(name) || List.of(command.aliases()).contains(name));
    }
}

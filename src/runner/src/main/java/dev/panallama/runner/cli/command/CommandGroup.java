package dev.panallama.runner.cli.command;

import java.util.List;

/// Commands that stand together in the help. Immutable.
///
/// @param title what they are for
/// @param commands their classes, as picocli reads them
public record CommandGroup(String title, List<Class<?>> commands) {
    /// Creates a group of these commands, in this order.
    public CommandGroup(String title, Class<?>... commands) {
        this(title, List.of(commands));
    }
}

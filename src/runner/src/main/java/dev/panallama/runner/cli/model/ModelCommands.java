package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.CommandGroup;

/// The commands that look after the models.
public final class ModelCommands {
    private ModelCommands() {}

    /// Returns all of them.
    public static CommandGroup group() {
        return new CommandGroup("Models",
                PullCommand.class,
                ListCommand.class,
                ShowCommand.class,
                CopyCommand.class,
                RemoveCommand.class,
                ImportCommand.class,
                CreateCommand.class,
                QuantizeCommand.class);
    }
}

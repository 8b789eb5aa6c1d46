package dev.panallama.runner.cli.generate;

import dev.panallama.runner.cli.command.CommandGroup;

/// The commands that have a model compute something.
public final class GenerateCommands {
    private GenerateCommands() {}

    /// Returns all of them.
    public static CommandGroup group() {
        return new CommandGroup("Use a model",
                RunCommand.class,
                AppCommand.class,
                EmbedCommand.class,
                TokenizeCommand.class,
                TemplateCommand.class,
                BenchCommand.class);
    }
}

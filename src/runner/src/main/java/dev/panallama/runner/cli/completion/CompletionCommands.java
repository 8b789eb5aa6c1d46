package dev.panallama.runner.cli.completion;

import dev.panallama.runner.cli.command.CommandGroup;

/// The commands by which shells complete words.
public final class CompletionCommands {
    private CompletionCommands() {}

    /// Returns all of them.
    public static CommandGroup group() {
        return new CommandGroup("Shell",
                CompletionCommand.class,
                CompleteCommand.class);
    }
}

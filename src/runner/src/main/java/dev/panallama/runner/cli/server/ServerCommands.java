package dev.panallama.runner.cli.server;

import dev.panallama.runner.cli.command.CommandGroup;

/// The commands about the server.
public final class ServerCommands {
    private ServerCommands() {}

    /// Returns all of them.
    public static CommandGroup group() {
        return new CommandGroup("Server",
                ServeCommand.class,
                PsCommand.class,
                StopCommand.class);
    }
}

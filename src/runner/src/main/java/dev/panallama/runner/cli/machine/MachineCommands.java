package dev.panallama.runner.cli.machine;

import dev.panallama.runner.cli.command.CommandGroup;

/// The commands about the machine.
public final class MachineCommands {
    private MachineCommands() {}

    /// Returns all of them.
    public static CommandGroup group() {
        return new CommandGroup("This machine",
                DoctorCommand.class,
                EstimateCommand.class);
    }
}

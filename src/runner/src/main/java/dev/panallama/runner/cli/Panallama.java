package dev.panallama.runner.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program: `panallama` and its subcommands.
@Command(
    name = "panallama",
    header = "Runs open language models on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {RunCommand.class, ServeCommand.class, PullCommand.class, ListCommand.class, ShowCommand.class,
        CopyCommand.class, RemoveCommand.class, ImportCommand.class, CreateCommand.class, TemplateCommand.class})
public final class Panallama {
    private Panallama() {}

    /// Runs a command line, the help if it is empty, and exits with its code.
    public static void main(String[] arguments) {
        var commandLine = new CommandLine(new Panallama())
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::failure);
        System.exit(arguments.length == 0 ? commandLine.execute("--help") : commandLine.execute(arguments));
    }
}

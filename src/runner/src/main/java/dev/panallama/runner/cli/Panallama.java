package dev.panallama.runner.cli;

import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The program: `panallama` and its subcommands.
@Command(
    name = "panallama",
    header = "Runs open language models on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
        RunCommand.class,
        ServeCommand.class,
        PullCommand.class,
        ListCommand.class,
        PsCommand.class,
        ShowCommand.class,
        CopyCommand.class,
        RemoveCommand.class,
        StopCommand.class,
        ImportCommand.class,
        CreateCommand.class,
        QuantizeCommand.class,
        TemplateCommand.class,
        TokenizeCommand.class,
        EmbedCommand.class,
        BenchCommand.class,
        EstimateCommand.class,
        DoctorCommand.class,
        CompletionCommand.class,
        CompleteCommand.class
    })
public final class Panallama {
    private Panallama() {}

    /// Runs a command line, the help if it is empty, and exits with its code.
    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine();
        System.exit(arguments.length == 0 ? commandLine.execute("--help") : commandLine.execute(arguments));
    }

    /// Returns the program's commands with what all of them have in common.
    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Panallama());
        commandLine.getSubcommands().values().forEach(Panallama::complete);
        return commandLine
                .setDefaultValueProvider(EnvironmentVariable::defaultOf)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::failure);
    }

    /// Adds to a command's help what is the same for all.
    private static void complete(CommandLine command) {
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        if (help.exitCodeList().isEmpty()) {
            help.exitCodeListHeading("%nExit codes:%n");
            help.exitCodeList(ExitCode.meanings());
        }
        String[] variables = EnvironmentVariable.help(command.getCommandSpec());
        if (variables.length > 0)
            help.footer(Stream.concat(Stream.of(help.footer()), Stream.of(variables)).toArray(String[]::new));
    }
}

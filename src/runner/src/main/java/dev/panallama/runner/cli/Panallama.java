package dev.panallama.runner.cli;

import dev.panallama.runner.cli.command.CommandGroup;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.OptionGroup;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.cli.completion.CompletionCommands;
import dev.panallama.runner.cli.generate.GenerateCommands;
import dev.panallama.runner.cli.machine.MachineCommands;
import dev.panallama.runner.cli.model.ModelCommands;
import dev.panallama.runner.cli.server.ServerCommands;
import dev.panallama.runner.log.StderrLoggers;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The program: `panallama` and its subcommands.
@Command(
    name = "panallama",
    header = {"Runs open language models on this machine.", ""},
    footer = {
        "%nTo begin with:",
        "  panallama run                           chat; the small model is fetched",
        "  panallama run llama3.2 \"Why is it so?\"  have a larger one answer once",
        "  git diff | panallama run \"Review it\"     ask about what comes by a pipe",
        "  panallama serve                         answer other programs",
        "%npanallama COMMAND --help tells all of a command."
    },
    commandListHeading = "",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Panallama {
    private static final List<CommandGroup> GROUPS = List.of(GenerateCommands.group(), ModelCommands.group(),
            ServerCommands.group(), MachineCommands.group(), CompletionCommands.group());

    private Panallama() {}

    /// Runs a command line, the help if it is empty, and exits with its code.
    public static void main(String[] arguments) {
        StderrLoggers.silence();
        System.exit(execute(arguments));
    }

    private static int execute(String[] arguments) {
        try (var _ = HeadStart.of(arguments)) {
            int code = arguments.length == 0
                    ? commandLine().execute("--help")
                    : commandLine(arguments[0]).execute(arguments);
            return code == ExitCode.OK && System.out.checkError() ? Failures.unwritten() : code;
        }
    }

    /// Returns the program with all commands.
    static CommandLine commandLine() {
        return commandLine(GROUPS.stream().flatMap(it -> it.commands().stream()).toList());
    }

    /// Returns the program with what a command line needs whose first word is given: with the command of that name, if there is one.
    /// To read what all of them take is most of the time that a short one needs.
    private static CommandLine commandLine(String word) {
        return GROUPS.stream()
                .flatMap(it -> it.named(word).stream())
                .findFirst()
                .map(it -> commandLine(List.of(it)))
                .orElseGet(Panallama::commandLine);
    }

    /// Returns the program with some commands, and with what all of them have in common.
    private static CommandLine commandLine(List<Class<?>> commands) {
        var commandLine = new CommandLine(new Panallama());
        commands.forEach(commandLine::addSubcommand);
        commandLine.getSubcommands().values().forEach(Panallama::complete);
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Panallama::list);
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(EnvironmentVariable::defaultOf)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler(Failures::failure);
    }

    /// Lists the commands by what they are for.
    private static String list(CommandLine.Help help) {
        var list = new StringBuilder();
        for (CommandGroup group : GROUPS) {
            list.append("%n%s%n".formatted(group.title()));
            help.subcommands().forEach((names, it) -> {
                if (!group.commands().contains(it.commandSpec().userObject().getClass())) return;
                list.append(
                        "  %s%s%s%n".formatted(help.colorScheme().commandText(names), " ".repeat(12 - names.length()),
                                it.commandSpec().usageMessage().header()[0]));
            });
        }
        return list.toString();
    }

    /// Adds to a command's help what is the same for all. It is made when somebody asks for it, as a start is to be quick.
    private static void complete(CommandLine command) {
        Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        if (command.getCommand() instanceof OptionGroup.Grouped it)
            sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> OptionGroup.list(help, it.optionGroups()));
        sections.put(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING, Panallama::exitCodes);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER,
                help -> help.footer() + EnvironmentVariable.help(help.commandSpec()));
    }

    /// Gives a command the usual exit codes if it names none, and returns what stands over them.
    private static String exitCodes(CommandLine.Help help) {
        UsageMessageSpec message = help.commandSpec().usageMessage();
        if (message.exitCodeList().isEmpty())
            message.exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.meanings());
        return help.exitCodeListHeading();
    }
}

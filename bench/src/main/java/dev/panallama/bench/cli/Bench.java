package dev.panallama.bench.cli;

import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program: `bench/run` and its subcommands.
@Command(
    name = "bench/run",
    header = "Measures Panallama on this machine.",
    description = {
        "Without a subcommand, measures everything and writes a report.",
        "Close what else computes: figures are worth no more than the machine is quiet."},
    synopsisSubcommandLabel = "[COMMAND]",
    mixinStandardHelpOptions = true,
    subcommands = {
        AllCommand.class,
        BaselineCommand.class,
        LoadCommand.class,
        PrefixCommand.class,
        LookupCommand.class,
        WorkloadCommand.class,
        BusyCommand.class,
        ScaleCommand.class,
        StartCommand.class,
        TokenCommand.class,
        BoundaryCommand.class,
        ModelsCommand.class,
        PlacesCommand.class})
public final class Bench {
    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private Bench() {}

    /// Runs a command line and exits with its code. One without a subcommand is [AllCommand]'s.
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        var bench = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        if (arguments.length > 0 && (!arguments[0].startsWith("-") || HELP.contains(arguments[0])))
            return bench.execute(arguments);
        return bench.execute(Stream.concat(Stream.of("all"), Stream.of(arguments)).toArray(String[]::new));
    }
}

package dev.panallama.runner.cli;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.completion.Candidates;
import dev.panallama.runner.cli.server.NoServerException;
import dev.panallama.runner.console.ClosedOutputException;
import dev.panallama.runner.console.Reasons;
import dev.panallama.runner.console.Spelling;
import dev.panallama.runner.store.ModelNotFoundException;
import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what goes wrong into a message on standard error and an exit code.
final class Failures {
    private static final Logger LOG = System.getLogger("dev.panallama.runner");

    private Failures() {}

    /// Reports a command line that cannot be parsed.
    static int usage(ParameterException problem, String[] arguments) {
        List<String> variables = problem.getArgSpec() == null
                ? List.of()
                : EnvironmentVariable.namesFor(problem.getArgSpec());
        boolean fromThere = variables.stream().anyMatch(it -> String.valueOf(problem.getValue())
                .equals(System.getenv(it)));
        if (problem instanceof UnmatchedArgumentException it)
            return usage(new UsageException(unmatched(it), it), it.getCommandLine());
        var explained = fromThere
                ? new UsageException("%s, from %s".formatted(problem.getMessage(), String.join(" or ", variables)),
                        problem)
                : problem;
        return usage(explained, problem.getCommandLine());
    }

    private static String unmatched(UnmatchedArgumentException problem) {
        String word = problem.getUnmatched().getFirst().replaceFirst("^(-[^=]*)=.*", "$1");
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        if (word.startsWith("-"))
            return "there is no option %s%s".formatted(word,
                    Spelling.question(word, Candidates.options(command).toList()));
        if (!command.subcommands().isEmpty())
            return "there is no command %s%s".formatted(word,
                    Spelling.question(word, Candidates.commands(command).toList()));
        return "%s takes no further word: \"%s\" is one too many".formatted(command.name(), word);
    }

    /// Reports a command that failed; with `--verbose` the log has where.
    static int failure(Exception problem, CommandLine command, ParseResult arguments) {
        if (problem instanceof UsageException) return usage(problem, command);
        say(problem);
        LOG.log(Logger.Level.INFO, "", problem);
        return switch (problem) {
            case ModelNotFoundException _ -> ExitCode.NOT_FOUND;
            case NoServerException _ -> ExitCode.UNREACHABLE;
            case CancellationException _,InterruptedException _ -> ExitCode.INTERRUPTED;
            default -> ExitCode.FAILURE;
        };
    }

    /// Reports that not all was written that a command had to say.
    static int unwritten() {
        say(new ClosedOutputException());
        return ExitCode.FAILURE;
    }

    private static int usage(Exception problem, CommandLine command) {
        say(problem);
        System.err.println("Try: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    private static void say(Exception problem) {
        System.err.println("panallama: " + Reasons.of(problem));
    }
}

package dev.panallama.runner.cli;

import dev.panallama.runner.store.ModelNotFoundException;
import java.lang.System.Logger;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns what goes wrong into a message on standard error and an exit code.
final class Failures {
    private static final Logger LOG = System.getLogger("dev.panallama.runner");

    private Failures() {}

    /// Reports a command line that cannot be parsed.
    static int usage(ParameterException problem, String[] arguments) {
        return usage(problem, problem.getCommandLine());
    }

    /// Reports a command that failed; with `--verbose` the log has where.
    static int failure(Exception problem, CommandLine command, ParseResult arguments) {
        if (problem instanceof UsageException) return usage(problem, command);
        say(problem);
        LOG.log(Logger.Level.INFO, "", problem);
        return switch (problem) {
            case ModelNotFoundException _ -> ExitCode.NOT_FOUND;
            case CancellationException _,InterruptedException _ -> ExitCode.INTERRUPTED;
            default -> ExitCode.FAILURE;
        };
    }

    private static int usage(Exception problem, CommandLine command) {
        say(problem);
        System.err.println("Try: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    private static void say(Exception problem) {
        String message = problem.getMessage();
        System.err.println("panallama: " + (message != null ? message : problem.toString()));
    }
}

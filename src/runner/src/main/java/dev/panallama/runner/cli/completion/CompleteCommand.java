package dev.panallama.runner.cli.completion;

import dev.panallama.runner.cli.command.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `panallama __complete -- WORD...`: what the scripts of [CompletionCommand] ask. Prints what the last word can become.
@Command(name = "__complete", hidden = true)
final class CompleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--next", description = "The word to complete has not begun: not all shells hand over empty ones.")
    private boolean next;

    @Parameters(arity = "0..*")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        var all = new ArrayList<>(words);
        if (next) all.add("");
        new Candidates(spec.root().commandLine()).of(all).forEach(System.out::println);
        return ExitCode.OK;
    }
}

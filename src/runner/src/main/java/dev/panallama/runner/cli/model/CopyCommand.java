package dev.panallama.runner.cli.model;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UserModels;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.console.Notices;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panallama cp`: gives a model another name.
@Command(
    name = "cp",
    header = "Gives a model another name besides. Its file is not copied.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CopyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The other name.")
    private String name = "";

    @Option(names = "--json", description = "Print JSON about the model with its other name.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var copy = UserModels.of(Notices.onStandardError()).library().copy(model, UserModels.name(name));
        if (json) System.out.println(new ModelJson().of(copy));
        return ExitCode.OK;
    }
}

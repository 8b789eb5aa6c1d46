package dev.panallama.runner.cli.generate;

import dev.panallama.runner.RunnerOptions;
import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.Version;
import dev.panallama.runner.desktop.app.App;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `panallama app`: the window.
@Command(
    name = "app",
    header = "Opens a window to fetch models, chat with them and serve them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AppCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        App.run(RunnerOptions.defaults());
        return ExitCode.OK;
    }
}

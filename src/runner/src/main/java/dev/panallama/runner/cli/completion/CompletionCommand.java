package dev.panallama.runner.cli.completion;

import dev.panallama.runner.cli.command.ExitCode;
import dev.panallama.runner.cli.command.UsageException;
import dev.panallama.runner.cli.command.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `panallama completion SHELL`: prints what teaches a shell to complete the words of this program.
@Command(
    name = "completion",
    header = "Prints a script by which a shell completes words.",
    description = {
        "%nFor this shell alone, or from now on:",
        "  bash        source <(panallama completion bash), in ~/.bashrc",
        "  zsh         source <(panallama completion zsh), in ~/.zshrc after compinit",
        "  fish        panallama completion fish > ~/.config/fish/completions/panallama.fish",
        "  powershell  panallama completion powershell | Out-String | Invoke-Expression, in $PROFILE%n"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {
    @Parameters(
        paramLabel = "SHELL",
        description = "One of ${COMPLETION-CANDIDATES}.",
        completionCandidates = Shells.class)
    private String shell = "";

    /// Those that there is a script for.
    static final class Shells extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Shells() {
            super(List.of("bash", "zsh", "fish", "powershell"));
        }
    }

    @Override
    public Integer call() throws IOException {
        var shells = new Shells();
        String wanted = shell.toLowerCase(Locale.ROOT);
        if (!shells.contains(wanted))
            throw new UsageException(
                    "there is no script for %s: give one of %s".formatted(shell, String.join(", ", shells)));
        String name = "completion.%s".formatted(wanted);
        try (var script = CompletionCommand.class.getResourceAsStream(name)) {
            if (script == null) throw new IOException("%s is missing in this build".formatted(name));
            System.out.print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            return ExitCode.OK;
        }
    }
}

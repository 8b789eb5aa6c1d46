package dev.panallama.runner.store;

import dev.panallama.runner.console.Progress;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The package installer of Python.
///
/// @param command how it is started
record Pip(List<String> command) {
    private static final List<Pip> CANDIDATES = List.of(
            new Pip(List.of("python3", "-m", "pip")),
            new Pip(List.of("python", "-m", "pip")),
            new Pip(List.of("py", "-m", "pip")));
    private static final int LOOK_EVERY_MS = 100;

    /// Copies the list.
    Pip {
        command = List.copyOf(command);
    }

    /// Returns the first one that starts.
    static Pip find() throws IOException, InterruptedException {
        for (Pip candidate : CANDIDATES) if (candidate.starts()) return candidate;
        throw new IOException("there is no Python with pip");
    }

    /// Downloads packages, without those that they need and without running any code of theirs.
    ///
    /// @param scratch where the wheels go, and all that pip writes meanwhile
    void download(List<String> requirements, ScratchFolder scratch, Progress progress)
            throws IOException, InterruptedException {
        Path log = scratch.path().resolve("pip.log");
        Process pip = start(requirements, scratch.path(), log);
        scratch.stopWhenLeft(pip);
        while (!pip.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) progress.at(scratch.bytes(".whl"));
        if (pip.exitValue() != 0) throw new IOException("pip failed: " + lastLine(log));
        progress.at(scratch.bytes(".whl"));
    }

    private boolean starts() throws InterruptedException {
        try {
            return builder(List.of("--version"))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private Process start(List<String> requirements, Path folder, Path log) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "download", "--quiet", "--no-input", "--no-deps", "--only-binary=:all:", "--no-cache-dir"));
        arguments.addAll(List.of("--progress-bar=off", "--disable-pip-version-check", "--dest", folder.toString()));
        arguments.addAll(requirements);
        var builder = builder(arguments).redirectErrorStream(true).redirectOutput(log.toFile());
        for (String name : List.of("TMPDIR", "TEMP", "TMP")) builder.environment().put(name, folder.toString());
        return builder.start();
    }

    private ProcessBuilder builder(List<String> arguments) {
        var all = new ArrayList<>(command);
        all.addAll(arguments);
        return new ProcessBuilder(all);
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log).lines().filter(it -> !it.isBlank()).reduce("no reason given", (_, line) -> line);
    }
}

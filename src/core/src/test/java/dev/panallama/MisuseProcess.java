package dev.panallama;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A JVM that commits one misuse after the other, see [MisuseWorker]. It takes one case at a time.
final class MisuseProcess {
    private static final long MOST_SECONDS = 120;

    private final Process process;
    private final PrintWriter requests;
    private final BufferedReader lines;

    MisuseProcess() throws IOException {
        process = ChildJvm.builder(MisuseWorker.class, List.of("-Xmx768m"), List.of()).redirectErrorStream(true)
                .start();
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Runs a case and returns what it printed; null for the exit if the process lives on.
    Outcome run(MisuseSuite suite, String name) throws IOException, InterruptedException {
        requests.println(suite + " " + name);
        var killer = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS));
        try {
            return read();
        } finally {
            killer.cancel(false);
        }
    }

    private Outcome read() throws IOException, InterruptedException {
        var output = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(MisuseWorker.END)) return new Outcome(null, output.toString());
            output.append(line).append('\n');
        }
        return new Outcome(process.waitFor(), output.toString());
    }

    /// Lets the process end.
    ///
    /// @return its exit code
    int end() throws InterruptedException {
        requests.close();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        return process.waitFor();
    }

    /// @param exit what the process ended with, if it did
    record Outcome(@Nullable Integer exit, String output) {}
}

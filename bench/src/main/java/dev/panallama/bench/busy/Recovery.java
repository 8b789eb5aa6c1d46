package dev.panallama.bench.busy;

import dev.panallama.bench.program.Program;
import dev.panallama.bench.program.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// How soon a program that is generating is fast again after busy processes end.
///
/// @param quiet its speed beside none, in tokens a second
record Recovery(Program program, List<Integer> prompt, double quiet) {
    private static final int BUSY_SECONDS = 2;
    private static final int QUIET_SECONDS = 4;
    private static final int WINDOW = 8; // tokens that a speed is taken over
    private static final double SHARE = 0.9;
    private static final int MOST = 1900; // tokens that the context has room for

    /// Returns the time in words, beside so many busy processes before.
    String measure(int count) throws IOException, InterruptedException {
        int tokens = Math.clamp((long) (quiet * (BUSY_SECONDS + QUIET_SECONDS) / 2), 2 * WINDOW, MOST); // slow for the first half
        Run alone = run(tokens); // the further a text, the longer each token takes
        CompletableFuture<Run> generating;
        long start;
        long end;
        try (var _ = new BusyProcesses(count)) {
            start = System.nanoTime();
            // not in the common pool, which sees the others end
            generating = CompletableFuture.supplyAsync(() -> run(tokens), Thread::startVirtualThread);
            TimeUnit.SECONDS.sleep(BUSY_SECONDS);
        }
        end = System.nanoTime() - start;
        return seconds(generating.join(), alone, end);
    }

    private Run run(int tokens) {
        try {
            return program.run(prompt, tokens);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String seconds(Run run, Run alone, long end) {
        List<Long> times = run.times();
        if (times.getLast() < end) return "it had generated all before they ended";
        for (int i = WINDOW; i < times.size(); i++) {
            if (times.get(i - WINDOW) >= end && SHARE * window(run, i) <= window(alone, i))
                return "after %.2f s".formatted((times.get(i - WINDOW) - end) / 1e9);
        }
        return "not within %.1f s".formatted((times.getLast() - end) / 1e9);
    }

    private static long window(Run run, int end) {
        return run.times().get(end) - run.times().get(end - WINDOW);
    }
}

package dev.panallama.runner.answering;

import dev.panallama.runner.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several answers to one request at a time.
public final class SideBySide {
    /// How many answers there are at most.
    public static final int MOST = 128;

    private SideBySide() {}

    /// Does all of some work, each part on a thread of its own, and returns what came of it in the same order. As soon as one
    /// part fails, the others are cancelled.
    public static <T> List<T> run(Exchange exchange, List<? extends Callable<T>> work) throws Exception {
        if (work.size() == 1) return List.of(work.getFirst().call());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<T>(threads);
            var parts = new ArrayList<Future<T>>();
            for (Callable<T> it : work) parts.add(done.submit(it));
            for (int i = 0; i < parts.size(); i++) check(done.take(), exchange);
            var results = new ArrayList<T>();
            for (Future<T> it : parts) results.add(it.resultNow());
            return results;
        }
    }

    private static void check(Future<?> part, Exchange exchange) throws Exception {
        try {
            part.get();
        } catch (ExecutionException failed) {
            exchange.giveUp();
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}

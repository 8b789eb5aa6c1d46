package dev.panallama.runner.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several answers to one request at a time.
final class SideBySide {
    private SideBySide() {}

    /// Does all of some work, each part on a thread of its own, and returns what came of it in the same order. If one part
    /// fails, the others are cancelled.
    ///
    /// @param cancel has what is under way end soon
    static <T> List<T> run(List<? extends Callable<T>> work, Runnable cancel) throws Exception {
        if (work.size() == 1) return List.of(work.getFirst().call());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (Callable<T> it : work) futures.add(threads.submit(it));
            var results = new ArrayList<T>();
            for (Future<T> it : futures) results.add(result(it, cancel));
            return results;
        }
    }

    private static <T> T result(Future<T> future, Runnable cancel) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            cancel.run();
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}

package dev.panallama.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Gives a workload to a target. Each stream is a virtual thread that asks for the next when it has its answer; where
/// requests have times, each has a thread of its own, and waits for nothing but that time.
public final class LoadRun {
    private final Target target;
    private final long beginning = System.nanoTime();

    private LoadRun(Target target) {
        this.target = target;
    }

    /// Runs a workload.
    ///
    /// @param streams how many requests are under way at once, unless they have times
    public static LoadResult run(Workload workload, Target target, int streams) throws Exception {
        var run = new LoadRun(target);
        List<Outcome> outcomes = workload.hasArrivals()
                ? run.atTheirTimes(workload)
                : run.inStreams(new ConcurrentLinkedQueue<>(workload.requests()), streams);
        return new LoadResult(outcomes, System.nanoTime() - run.beginning);
    }

    private List<Outcome> atTheirTimes(Workload workload) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<List<Outcome>>>();
            for (Request it : workload.requests()) answers.add(threads.submit(() -> List.of(atItsTime(it))));
            return all(answers);
        }
    }

    private Outcome atItsTime(Request request) throws InterruptedException {
        long start = (long) (request.at() * 1e9);
        TimeUnit.NANOSECONDS.sleep(start - elapsed());
        return answer(request, start);
    }

    private List<Outcome> inStreams(Queue<Request> requests, int streams) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return all(IntStream.range(0, streams).mapToObj(_ -> threads.submit(() -> stream(requests))).toList());
        }
    }

    private List<Outcome> stream(Queue<Request> requests) {
        var outcomes = new ArrayList<Outcome>();
        for (Request it = requests.poll(); it != null; it = requests.poll()) outcomes.add(answer(it, elapsed()));
        return outcomes;
    }

    private static List<Outcome> all(List<Future<List<Outcome>>> answers)
            throws InterruptedException, ExecutionException {
        var outcomes = new ArrayList<Outcome>();
        for (var it : answers) outcomes.addAll(it.get());
        return outcomes;
    }

    private Outcome answer(Request request, long start) {
        var times = new ArrayList<Long>(request.maxTokens());
        var text = new StringBuilder();
        Target.Listener listener = piece -> {
            times.add(elapsed());
            text.append(piece);
        };
        try {
            Target.Counts counts = target.answer(request, listener);
            return new Outcome(request, start, times, counts, text.toString(), Optional.empty());
        } catch (Exception failure) { // told with the result
            var counts = new Target.Counts(0, times.size());
            return new Outcome(request, start, times, counts, text.toString(), Optional.of(failure.toString()));
        }
    }

    private long elapsed() {
        return System.nanoTime() - beginning;
    }
}

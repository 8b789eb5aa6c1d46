package dev.panallama.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Several threads with the sessions of one model. Each has its own calls, and pauses between them that are as given as they: `model N`,
/// `virtual`, and the steps of [Calls] with a thread before the name, a dot between them, and `N.pause MICROSECONDS`
/// and `N.interrupt THREAD`.
final class Threads implements Target {
    private static final int THREADS = 4;

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("model", dice.below(Calls.MODELS.size())));
        if (dice.oneIn(3)) steps.add(Step.of("virtual"));
        for (int i = 0; i < 2; i++) steps.add(Step.of("0.open", i, 0, dice.below(Calls.PLACES)));
        for (int i = dice.between(10, 80); i > 0; i--) {
            int thread = dice.below(THREADS);
            if (dice.oneIn(4)) steps.add(Step.of(thread + ".pause", dice.below(1 << dice.below(11))));
            if (dice.oneIn(12)) steps.add(Step.of(thread + ".interrupt", dice.below(THREADS)));
            Step call = Calls.step(dice);
            steps.add(new Step(thread + "." + call.name(), call.arguments()));
        }
        return steps;
    }

    @Override
    public void run(List<Step> steps) throws Exception {
        int model = 0;
        for (Step step : steps) if (step.name().equals("model")) model = step.number(0);
        try (var calls = new Calls(model);
                ExecutorService threads = steps.contains(Step.of("virtual"))
                        ? Executors.newVirtualThreadPerTaskExecutor()
                        : Executors.newFixedThreadPool(THREADS)) {
            var together = new CyclicBarrier(THREADS);
            var running = new AtomicReferenceArray<Thread>(THREADS);
            List<Callable<Void>> work = IntStream.range(0, THREADS)
                    .mapToObj(thread -> (Callable<Void>) () -> {
                        together.await();
                        running.set(thread, Thread.currentThread());
                        for (Step step : of(thread, steps)) make(calls, step, running);
                        running.set(thread, null);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(work)) get(done);
        }
    }

    private static List<Step> of(int thread, List<Step> steps) {
        String prefix = thread + ".";
        return steps.stream()
                .filter(it -> it.name().startsWith(prefix))
                .map(it -> new Step(it.name().substring(prefix.length()), it.arguments()))
                .toList();
    }

    private static void make(Calls calls, Step step, AtomicReferenceArray<Thread> running) throws Exception {
        switch (step.name()) {
            case "pause" -> LockSupport.parkNanos(1000L * step.number(0));
            case "interrupt" -> {
                Thread other = running.get(step.number(0));
                if (other != null) other.interrupt();
            }
            default -> CallOrders.make(calls, step);
        }
    }

    private static void get(Future<Void> done) throws Exception {
        try {
            done.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) throw cause;
            throw failure;
        }
    }
}

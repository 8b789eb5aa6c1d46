package dev.panallama.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.internal.host.HostedSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A worker that does not answer is given up; one that computes for long is not.
@Timeout(60) // as these would hang
@DisabledOnOs(OS.WINDOWS) // which has no signal that stops a process
final class HeartbeatTest {
    private static final int LONGEST = 2048; // tokens
    private static final long SHORT_TICK = 200;
    private static final Duration PATIENCE = Duration.ofMillis(12 * SHORT_TICK);

    private final AtomicLong tick = new AtomicLong(1000); // a Java takes its time to start
    private final Set<ProcessHandle> others = children();

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private RemoteModel load(Path file, DoublePredicate progress) {
        RemoteModel model = RemoteModel.load(List.of(file), _ -> {}, progress, tick::get);
        tick.set(SHORT_TICK);
        return model;
    }

    private RemoteModel load() {
        return load(TinyModels.llama(), _ -> true);
    }

    private ProcessHandle worker() {
        Set<ProcessHandle> started = children();
        started.removeAll(others);
        return started.iterator().next();
    }

    private void stopWorker() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + worker().pid()).start().waitFor());
    }

    private static HostedSequence sequence(RemoteModel model) {
        return model.openSequence(it -> it.contextLength(256).threads(1, 1));
    }

    private static void assertEnds(ProcessHandle worker) {
        worker.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void one_that_is_stopped_while_it_computes_is_given_up_and_everybody_hears_why() throws Exception {
        RemoteModel model = load();
        ProcessHandle worker = worker();
        HostedSequence sequence = sequence(model);
        var stopping = new FutureTask<>(() -> {
            stopWorker();
            return true;
        });
        Thread.startVirtualThread(stopping);
        String death = assertThrows(WorkerDiedException.class, () -> {
            while (true) sequence.decode(new int[]{300, 301, 302}, sequence.truncate(0), 3, true);
        }).getMessage();
        assertTrue(stopping.get());
        assertTrue(death.contains("it does not answer: nothing was heard of it for 2 s"), death);
        assertTrue(death.contains("load the model again"), death);
        assertFalse(model.isUsable());
        assertEquals(death, assertThrows(WorkerDiedException.class, sequence::logits).getMessage());
        assertEquals(death, assertThrows(WorkerDiedException.class, () -> sequence(model)).getMessage());
        sequence.close();
        model.close();
        assertEnds(worker);
    }

    @Test
    void one_that_hangs_is_closed_all_the_same_and_holds_up_no_cancel() throws Exception {
        RemoteModel model = load();
        ProcessHandle worker = worker();
        HostedSequence sequence = sequence(model);
        stopWorker();
        Thread cancelling = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 10_000; i++) { // more than the pipe has room for
                sequence.cancel();
                sequence.resume();
            }
        });
        model.close();
        cancelling.join();
        assertFalse(model.isUsable());
        assertEnds(worker);
    }

    @Test
    void one_that_loads_or_computes_for_longer_than_the_patience_is_left_alone() {
        RemoteModel model = load(TestModels.smolLm2(), _ -> {
            boolean isFirst = tick.getAndSet(SHORT_TICK) != SHORT_TICK;
            return !isFirst || computesFor(PATIENCE.multipliedBy(2));
        });
        HostedSequence sequence = model.openSequence(
                it -> it.contextLength(LONGEST).batchSizes(LONGEST, 512).threads(1, 1));
        long took = 0;
        for (int count = 512; took < PATIENCE.plusMillis(300).toNanos() && count <= LONGEST; count *= 2) {
            int from = sequence.truncate(0);
            long began = System.nanoTime();
            sequence.decode(IntStream.range(1000, 1000 + count).toArray(), from, count, true);
            took = System.nanoTime() - began;
        }
        assertTrue(model.isUsable());
        sequence.close();
        model.close();
    }

    /// Holds the load up.
    private static boolean computesFor(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}

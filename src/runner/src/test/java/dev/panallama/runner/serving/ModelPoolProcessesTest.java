package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestClock;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What becomes of models whose processes die, stall or hang.
final class ModelPoolProcessesTest {
    private static Inventory inventory() throws Exception {
        return new Inventory(Path.of("no-such-folder"), List.of(TinyModels.llama(), TinyModels.gpt2()));
    }

    @Test
    void a_model_whose_process_keeps_dying_is_not_started_again() throws Exception {
        var clock = new TestClock();
        var options = new ServingOptions(2, 64, 1, 16, Duration.ofHours(5), 1, Isolation.WORKER);
        try (var pool = new ModelPool(inventory(), options, clock)) {
            for (int i = 0; i < Deaths.MOST; i++) {
                pool.run(pool.inventory().find("llama"), LoadedModel::open);
                workers().forEach(ProcessHandle::destroyForcibly);
                while (!pool.loaded().isEmpty()) Thread.sleep(10); // until it is noticed
                clock.pass(Duration.ofSeconds(20));
            }
            var refused = assertThrows(ModelUnstableException.class,
                    () -> pool.run(pool.inventory().find("llama"), _ -> {}));
            assertTrue(refused.getMessage().contains("died 5 times"), refused.getMessage());
            clock.pass(refused.pause().plusSeconds(1));
            pool.run(pool.inventory().find("llama"), it -> assertTrue(it.isUsable()));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_model_that_comes_no_further_while_it_is_loaded_is_given_up_and_can_be_loaded_again() throws Exception {
        var clock = new TestClock();
        var options = new ServingOptions(2, 64, 1, 16, Duration.ofHours(5), 1, Isolation.WORKER);
        try (var pool = new ModelPool(inventory(), options.withLoadTimeout(Duration.ofMinutes(7)), clock)) {
            var failure = new CompletableFuture<Exception>();
            Thread.startVirtualThread(() -> lease(pool, "llama", _ -> {}, failure));
            while (workers().isEmpty()) Thread.sleep(1);
            for (ProcessHandle it : workers()) signal(it, "STOP");
            clock.pass(Duration.ofMinutes(8));
            var stalled = assertInstanceOf(ModelStalledException.class, failure.join());
            assertTrue(stalled.getMessage().startsWith("loading model llama came no further for 420 s"),
                    stalled.getMessage());
            pool.run(pool.inventory().find("llama"), it -> assertTrue(it.isUsable()));
        }
    }

    private static void signal(ProcessHandle process, String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_model_that_hangs_while_it_is_freed_holds_up_no_other() throws Exception {
        var clock = new TestClock();
        var options = new ServingOptions(2, 64, 1, 16, Duration.ofHours(5), 2, Isolation.WORKER);
        ProcessHandle hanging;
        try (var pool = new ModelPool(inventory(), options, clock)) {
            pool.run(pool.inventory().find("llama"), LoadedModel::open);
            hanging = workers().getFirst();
            pool.run(pool.inventory().find("gpt2"), LoadedModel::open);
            ProcessHandle other = workers().stream().filter(it -> !it.equals(hanging)).findFirst().orElseThrow();
            signal(hanging, "STOP");
            clock.pass(Duration.ofHours(6));
            other.onExit().get(20, TimeUnit.SECONDS);
            assertTrue(hanging.isAlive());
            signal(hanging, "CONT");
        }
        hanging.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_pool_that_is_closed_leaves_nothing_of_what_is_being_loaded() throws Exception {
        var options = new ServingOptions(2, 64, 1, 16, Duration.ofHours(5), 2, Isolation.WORKER);
        var goOn = new CompletableFuture<Void>();
        var begun = new CountDownLatch(2);
        var pool = new ModelPool(inventory(), options);
        var failures = new ArrayList<CompletableFuture<Exception>>();
        var threads = new ArrayList<Thread>();
        for (String it : List.of("llama", "gpt2")) {
            var failure = new CompletableFuture<Exception>();
            failures.add(failure);
            threads.add(Thread.startVirtualThread(() -> lease(pool, it, _ -> {
                begun.countDown();
                goOn.join();
            }, failure)));
        }
        begun.await();
        threads.getFirst().interrupt(); // nobody waits for this one any more
        assertInstanceOf(InterruptedException.class, failures.getFirst().join());
        pool.close();
        goOn.complete(null);
        assertInstanceOf(IllegalStateException.class, failures.getLast().join());
        for (int i = 0; i < 1000 && !workers().isEmpty(); i++) Thread.sleep(10);
        assertEquals(List.of(), workers());
    }

    private static void lease(ModelPool pool, String name, DoubleConsumer progress,
            CompletableFuture<Exception> failure) {
        try (Lease _ = pool.lease(pool.inventory().find(name), Optional.empty(), progress)) {
            failure.completeExceptionally(new AssertionError("it was loaded"));
        } catch (Exception failed) {
            failure.complete(failed);
        }
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().children()
                .filter(it -> it.info().commandLine().orElse("").contains("internal.worker.Worker"))
                .toList();
    }

    @Test
    void a_process_is_started_later_each_time_until_it_has_lived_for_long() {
        var clock = new TestClock();
        var deaths = new Deaths(clock);
        assertEquals(Duration.ZERO, deaths.pause());
        for (int seconds : List.of(1, 2, 4, 8)) {
            deaths.add();
            assertEquals(Duration.ofSeconds(seconds), deaths.pause());
            clock.pass(Duration.ofSeconds(seconds));
            assertEquals(Duration.ZERO, deaths.pause());
        }
        deaths.add();
        assertTrue(deaths.areTooMany());
        assertEquals(Deaths.PERIOD.minusSeconds(15), deaths.pause());
        clock.pass(Deaths.PERIOD);
        assertEquals(Duration.ZERO, deaths.pause());
    }
}

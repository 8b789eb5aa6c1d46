package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.TestClock;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Who waits for a place, what has no room, and what is not started again.
final class ModelPoolLimitsTest {
    private static final ServingOptions OPTIONS = new ServingOptions(
            2, 64, 1, 16, Duration.ofMinutes(5), 3, Isolation.NONE);
    private static final ServingOptions ONE_MODEL = new ServingOptions(
            2, 64, 1, 16, Duration.ofMinutes(5), 1, Isolation.NONE);

    private static Inventory inventory() throws Exception {
        return new Inventory(Path.of("no-such-folder"),
                List.of(TinyModels.llama(), TinyModels.gpt2(), TinyModels.mamba()));
    }

    private static List<String> loaded(ModelPool pool) {
        return pool.loaded().stream().map(it -> it.model().installed().name()).toList();
    }

    private static long needs(String name) throws Exception {
        InstalledModel model = inventory().find(name);
        return new MemoryNeeds(OPTIONS).of(model);
    }

    @Test
    void what_does_not_fit_beside_the_others_takes_the_place_of_the_one_that_was_idle_longest() throws Exception {
        long two = needs("llama") + needs("gpt2");
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(two))) {
            pool.run(pool.inventory().find("llama"), _ -> {});
            pool.run(pool.inventory().find("gpt2"), _ -> {});
            assertEquals(List.of("llama", "gpt2"), loaded(pool));
        }
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(two - 1))) {
            pool.run(pool.inventory().find("llama"), _ -> {});
            pool.run(pool.inventory().find("gpt2"), _ -> {});
            assertEquals(List.of("gpt2"), loaded(pool));
        }
    }

    @Test
    void what_has_to_wait_for_room_takes_no_place_meanwhile() throws Exception {
        Map<String, Long> sizes = Map.of("llama", needs("llama"), "gpt2", needs("gpt2"), "mamba", needs("mamba"));
        List<String> bySize = Stream.of("llama", "gpt2", "mamba").sorted(Comparator.comparing(sizes::get)).toList();
        String idle = bySize.getFirst();
        String used = bySize.get(1);
        String wanted = bySize.getLast(); // has no room beside the one in use, whatever becomes of the other
        long memory = Math.max(sizes.get(idle) + sizes.get(used), sizes.get(wanted));
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(memory))) {
            Lease lease = pool.lease(pool.inventory().find(used), Optional.empty());
            pool.run(pool.inventory().find(idle), _ -> {});
            var failure = new CompletableFuture<Exception>();
            Thread waiting = waiting(pool, wanted, new ArrayList<>(), failure);
            assertEquals(List.of(used, idle), loaded(pool));
            waiting.interrupt();
            assertInstanceOf(InterruptedException.class, failure.join());
            lease.close();
            pool.run(pool.inventory().find(wanted), _ -> {});
        }
    }

    @Test
    void what_can_never_fit_is_refused_with_numbers() throws Exception {
        long needed = needs("llama");
        assertTrue(needed > inventory().find("llama").bytes(), "the context counts");
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(needed - 1))) {
            var refused = assertThrows(ModelTooLargeException.class,
                    () -> pool.run(pool.inventory().find("llama"), _ -> {}));
            assertTrue(refused.getMessage().matches("model llama needs about [0-9.]+ GiB, and .*"),
                    refused.getMessage());
            assertEquals(List.of(), loaded(pool));
        }
    }

    @Test
    void who_waits_longest_gets_the_place_first_and_who_is_interrupted_waits_no_longer() throws Exception {
        try (var pool = new ModelPool(inventory(), ONE_MODEL)) {
            var inUse = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            Thread holder = Thread.startVirtualThread(() -> run(pool, "gpt2", () -> {
                inUse.countDown();
                end.await();
            }, new CompletableFuture<>()));
            inUse.await();
            var interrupted = new CompletableFuture<Exception>();
            Thread first = waiting(pool, "llama", order, interrupted);
            List<Thread> others = List.of(waiting(pool, "mamba", order, new CompletableFuture<>()),
                    waiting(pool, "llama", order, new CompletableFuture<>()));
            first.interrupt();
            assertInstanceOf(InterruptedException.class, interrupted.join());
            end.countDown();
            holder.join();
            for (Thread it : others) it.join();
            assertEquals(List.of("mamba", "llama"), order);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void run(ModelPool pool, String name, Work work, CompletableFuture<Exception> failure) {
        try {
            pool.run(pool.inventory().find(name), _ -> work.run());
        } catch (Exception failed) {
            failure.complete(failed);
        }
    }

    /// Returns a thread that waits for a place.
    private static Thread waiting(ModelPool pool, String name, List<String> order, CompletableFuture<Exception> failure)
            throws InterruptedException {
        Thread thread = Thread.startVirtualThread(() -> run(pool, name, () -> order.add(name), failure));
        while (thread.getState() != Thread.State.TIMED_WAITING) Thread.sleep(1);
        return thread;
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
            Thread.startVirtualThread(() -> run(pool, "llama", () -> {}, failure));
            while (workers().isEmpty()) Thread.sleep(1);
            for (ProcessHandle it : workers())
                assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + it.pid()).start().waitFor());
            clock.pass(Duration.ofMinutes(8));
            var stalled = assertInstanceOf(ModelStalledException.class, failure.join());
            assertTrue(stalled.getMessage().startsWith("loading model llama came no further for 420 s"),
                    stalled.getMessage());
            pool.run(pool.inventory().find("llama"), it -> assertTrue(it.isUsable()));
        }
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

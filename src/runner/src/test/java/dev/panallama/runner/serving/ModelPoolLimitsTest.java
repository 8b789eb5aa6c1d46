package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who waits for a place, and what has no room.
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
        return new MemoryNeeds(OPTIONS, new ModelCards()).of(model).bytes();
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
}

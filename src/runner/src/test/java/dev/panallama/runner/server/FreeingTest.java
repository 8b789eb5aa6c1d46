package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Inventory;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// While a model is being freed, which takes its time.
@DisabledOnOs(OS.WINDOWS)
final class FreeingTest {
    private static final ServingOptions OPTIONS = new ServingOptions(
            1, 64, 1, 16, Duration.ofMinutes(5), 3, Isolation.WORKER);

    /// Returns as much memory as the larger of two models needs.
    private static long memory() throws Exception {
        var inventory = new Inventory(Path.of("no-such-folder"), List.of(TinyModels.llama(), TinyModels.gpt2()));
        try (var pool = new ModelPool(inventory, OPTIONS)) {
            return inventory.all().stream().mapToLong(pool::memoryOf).max().orElseThrow();
        }
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().children()
                .filter(it -> it.info().commandLine().orElse("").contains("internal.worker.Worker"))
                .toList();
    }

    private static void signal(ProcessHandle process, String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor());
    }

    @Test
    void what_needs_its_memory_is_not_loaded_before_and_metrics_are_told() throws Exception {
        try (var server = TestServer.start(OPTIONS.withMemory(memory()), Clock.systemUTC(), TinyModels.llama(),
                TinyModels.gpt2())) {
            ModelPool pool = server.server().models();
            pool.run(pool.inventory().find("llama"), LoadedModel::open);
            ProcessHandle process = workers().getFirst();
            signal(process, "STOP");
            var fractions = new ConcurrentLinkedQueue<Double>();
            Thread freeing = thread(() -> pool.free(pool.inventory().find("llama")));
            while (!pool.loaded().isEmpty()) Thread.sleep(1);
            Thread next = thread(
                    () -> pool.lease(pool.inventory().find("gpt2"), Optional.empty(), fractions::add).close());
            try {
                while (next.getState() != Thread.State.TIMED_WAITING && workers().size() == 1) Thread.sleep(1);
                HttpResponse<String> metrics = server.get("/metrics");
                assertEquals(200, metrics.statusCode(), metrics.body());
                assertTrue(metrics.body().contains("panallama:models_loaded 0"), metrics.body());
                assertEquals(List.of(process), workers());
                assertEquals(List.of(), List.copyOf(fractions));
            } finally {
                signal(process, "CONT");
            }
            freeing.join();
            next.join();
            assertTrue(fractions.contains(1.0), fractions.toString());
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread thread(Work work) {
        return Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }
}

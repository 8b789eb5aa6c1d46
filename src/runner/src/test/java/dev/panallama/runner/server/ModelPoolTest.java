package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.error.ModelLoadException;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.LoadedModel;
import dev.panallama.runner.serving.ModelPool;
import dev.panallama.runner.serving.ServingOptions;
import dev.panallama.runner.store.Inventory;
import dev.panallama.runner.store.ModelNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models in memory: loaded once, kept while they are used, freed for others.
final class ModelPoolTest {
    @TempDir
    private Path folder;

    private ModelPool pool(int maxLoaded) throws Exception {
        for (Path it : List.of(TinyModels.llama(), TinyModels.gpt2()))
            if (!Files.exists(folder.resolve(it.getFileName()))) Files.copy(it, folder.resolve(it.getFileName()));
        Files.writeString(folder.resolve("broken.gguf"), "GGUF, but no more than that");
        return new ModelPool(new Inventory(folder, List.of()),
                new ServingOptions(2, 64, 1, 16, Duration.ofMinutes(5), maxLoaded, Isolation.NONE));
    }

    private static List<String> loaded(ModelPool pool) {
        return pool.loaded().stream().map(it -> it.model().installed().name()).toList();
    }

    private static LoadedModel used(ModelPool pool, ModelPool.Action action) throws Exception {
        try (Lease lease = pool.lease(pool.inventory().find("llama"), Optional.empty())) {
            action.with(lease.model());
            return lease.model();
        }
    }

    @Test
    void many_who_ask_at_once_get_the_same_model() throws Exception {
        try (var pool = pool(2); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<LoadedModel>>();
            for (int i = 0; i < 50; i++) all.add(threads.submit(() -> used(pool, _ -> {})));
            for (Future<LoadedModel> it : all) assertSame(all.getFirst().get(), it.get());
        }
    }

    @Test
    void the_one_that_is_idle_makes_room_and_the_one_in_use_does_not() throws Exception {
        try (var pool = pool(1); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pool.run(pool.inventory().find("llama"), _ -> {});
            pool.run(pool.inventory().find("gpt2"), _ -> {});
            assertEquals(List.of("gpt2"), loaded(pool));
            var inUse = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            Future<?> using = threads.submit(() -> {
                pool.run(pool.inventory().find("gpt2"), it -> {
                    inUse.countDown();
                    end.await();
                    assertTrue(it.model().isUsable());
                });
                return true;
            });
            inUse.await();
            Future<?> waiting = threads.submit(() -> {
                pool.run(pool.inventory().find("llama"), _ -> {});
                return true;
            });
            Thread.sleep(100);
            assertFalse(waiting.isDone());
            end.countDown();
            using.get();
            waiting.get();
            assertEquals(List.of("llama"), loaded(pool));
        }
    }

    @Test
    void what_cannot_be_loaded_is_tried_again_and_takes_no_place() throws Exception {
        try (var pool = pool(1)) {
            for (int i = 0; i < 2; i++)
                assertThrows(ModelLoadException.class, () -> pool.run(pool.inventory().find("broken"), _ -> {}));
            assertThrows(ModelNotFoundException.class, () -> pool.run(pool.inventory().find("nobody"), _ -> {}));
            pool.run(pool.inventory().find("llama"), _ -> {});
            assertEquals(List.of("llama"), loaded(pool));
        }
    }

    @Test
    void one_that_is_to_be_freed_while_it_is_used_is_freed_then() throws Exception {
        try (var pool = pool(2)) {
            LoadedModel model = used(pool, it -> {
                pool.free(pool.inventory().find("llama"));
                assertTrue(it.model().isUsable());
            });
            assertFalse(model.model().isUsable());
            assertEquals(List.of(), loaded(pool));
        }
    }

    @Test
    void a_pool_that_is_closed_frees_what_is_in_use_when_that_ends() throws Exception {
        var pool = pool(2);
        LoadedModel model = used(pool, it -> {
            pool.close();
            it.engine().session().append("a").close();
        });
        assertFalse(model.model().isUsable());
        assertThrows(IllegalStateException.class, () -> pool.run(pool.inventory().find("llama"), _ -> {}));
    }
}

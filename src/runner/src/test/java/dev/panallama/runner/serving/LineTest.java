package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.error.EngineBusyException;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Who waits for vectors of a model, where one may compute and one may wait.
final class LineTest {
    private static Object dimensions(LoadedModel model) {
        return model.embedding(it -> it.embed("the sky").vector().length);
    }

    /// Returns a thread that waits for its turn.
    private static Thread waiting(LoadedModel model, CompletableFuture<Object> outcome) throws InterruptedException {
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                outcome.complete(dimensions(model));
            } catch (RuntimeException failed) {
                outcome.complete(failed);
            }
        });
        while (thread.getState() != Thread.State.WAITING) Thread.sleep(1);
        return thread;
    }

    @Test
    void who_comes_when_enough_wait_is_refused_and_who_is_interrupted_makes_room() throws Exception {
        var inventory = new Inventory(Path.of("no-such-folder"), List.of(TinyModels.bert()));
        var options = new ServingOptions(1, 64, 1, 1, Duration.ofMinutes(5), 1, Isolation.NONE);
        try (var pool = new ModelPool(inventory, options);
                Lease lease = pool.lease(pool.inventory().find("bert"), Optional.empty())) {
            LoadedModel model = lease.model();
            var computing = new CompletableFuture<Void>();
            var goOn = new CompletableFuture<Void>();
            Thread first = Thread.startVirtualThread(() -> model.embedding(it -> {
                computing.complete(null);
                return goOn.join();
            }));
            computing.join();
            var impatient = new CompletableFuture<Object>();
            Thread second = waiting(model, impatient);
            var refused = assertThrows(EngineBusyException.class, () -> dimensions(model));
            assertEquals(
                    "all 1 places to wait are taken: ask again later, or start the server with a larger --max-queue",
                    refused.getMessage());
            second.interrupt();
            assertInstanceOf(CancellationException.class, impatient.join());
            var patient = new CompletableFuture<Object>();
            waiting(model, patient);
            goOn.complete(null);
            assertEquals(64, patient.join());
            first.join();
            assertEquals(64, dimensions(model));
        }
    }
}

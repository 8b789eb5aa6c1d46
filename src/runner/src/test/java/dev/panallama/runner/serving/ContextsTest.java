package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyModels;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The memory of what computes with a model besides its answers.
final class ContextsTest {
    private static final ServingOptions OPTIONS = new ServingOptions(
            2, 64, 1, 16, Duration.ofMinutes(5), 3, Isolation.NONE);

    private static Inventory inventory() throws Exception {
        return new Inventory(Path.of("no-such-folder"),
                List.of(TinyModels.llama(), TinyModels.gpt2(), TinyModels.bert()));
    }

    private static MemoryNeeds.Need need(String name) throws Exception {
        return new MemoryNeeds(OPTIONS, new ModelCards()).of(inventory().find(name));
    }

    private static List<String> loaded(ModelPool pool) {
        return pool.loaded().stream().map(it -> it.model().installed().name()).toList();
    }

    private static int score(LoadedModel model) {
        return model.scoring(it -> it.score(new int[]{3}, new int[]{4, 5})).tokens().size();
    }

    @Test
    void what_answers_is_in_the_estimate_and_what_comes_besides_needs_room_of_its_own() throws Exception {
        MemoryNeeds.Need need = need("llama");
        assertTrue(need.further() > 0, need.toString());
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(need.bytes() + need.further() - 1));
                Lease lease = pool.lease(pool.inventory().find("llama"), Optional.empty())) {
            assertThrows(ModelTooLargeException.class, () -> score(lease.model()));
            lease.model().engine().session().close();
            assertThrows(ModelTooLargeException.class, () -> score(lease.model()));
        }
    }

    @Test
    void what_makes_vectors_alone_has_its_context_in_the_estimate() throws Exception {
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(need("bert").bytes()));
                Lease lease = pool.lease(pool.inventory().find("bert"), Optional.empty())) {
            for (int i = 0; i < 2; i++) {
                assertEquals(1, lease.model().embedding(it -> it.embed(List.of("a"))).size());
                lease.model().open();
                assertThrows(UnsupportedOperationException.class, lease.model()::engine);
            }
        }
    }

    @Test
    void what_is_idle_makes_room_for_it_and_what_is_in_use_does_not() throws Exception {
        long both = need("llama").bytes() + need("gpt2").bytes() + need("llama").further() - 1;
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(both));
                Lease lease = pool.lease(pool.inventory().find("llama"), Optional.empty())) {
            lease.model().engine();
            try (Lease _ = pool.lease(pool.inventory().find("gpt2"), Optional.empty())) {
                assertThrows(PoolFullException.class, () -> score(lease.model()));
            }
            assertEquals(List.of("llama", "gpt2"), loaded(pool));
            assertEquals(2, score(lease.model()));
            assertEquals(List.of("llama"), loaded(pool));
        }
    }

    @Test
    void what_cannot_be_opened_takes_none() throws Exception {
        MemoryNeeds.Need need = need("llama");
        try (var pool = new ModelPool(inventory(), OPTIONS.withMemory(need.bytes() + need.further()));
                Lease lease = pool.lease(pool.inventory().find("llama"), Optional.empty())) {
            lease.model().engine();
            for (int i = 0; i < 2; i++) // its vocabulary has no "yes" in one token
                assertThrows(IllegalArgumentException.class,
                        () -> lease.model().ranking(it -> it.rank("a", List.of("b"))));
            assertEquals(2, score(lease.model()));
        }
    }
}

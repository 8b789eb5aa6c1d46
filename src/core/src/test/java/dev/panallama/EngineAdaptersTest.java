package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of one engine with different adapters: each has the logits that it would have alone.
final class EngineAdaptersTest {
    private static final SessionOptions SESSION = TinyEngines.SESSION;
    private static final EngineOptions OPTIONS = EngineOptions.defaults()
            .withSlots(2)
            .withLease(Duration.ZERO)
            .withSession(SESSION);
    private static final int[] PROMPT = new Random(1).ints(40, 259, 390).toArray();
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    private Path folder;

    private Model model;
    private LoraAdapter adapter;

    @BeforeEach
    void load() throws IOException {
        model = Model.load(TinyModels.llama(), ModelOptions.defaults().withGpuLayers(0));
        Path file = folder.resolve("lora.gguf");
        TinyLora.random(TinyModels.llama(), 7, 4, ".*").write(file);
        adapter = model.loadAdapter(file);
    }

    @AfterEach
    void close() {
        adapter.close();
        model.close();
    }

    private interface Steps {
        void on(Session session);
    }

    private void isAsAlone(Session session, Steps steps) {
        try (var alone = model.session(SESSION)) {
            steps.on(alone);
            steps.on(session);
            assertArrayEquals(alone.logits(), session.logits(), TOLERANCE);
        }
    }

    private Adapters adapters() {
        return Adapters.of(adapter);
    }

    @Test
    void a_session_with_an_adapter_does_not_get_what_others_computed_without() {
        try (var engine = model.engine(OPTIONS); var plain = engine.session(); var adapted = engine.session()) {
            isAsAlone(plain, it -> it.append(PROMPT));
            isAsAlone(adapted, it -> it.adapters(adapters()).append(PROMPT));
            try (var third = engine.session(); var fourth = engine.session()) {
                isAsAlone(third, it -> it.append(PROMPT));
                isAsAlone(fourth, it -> it.adapters(adapters()).append(PROMPT));
            }
        }
    }

    @Test
    void an_adapter_that_is_set_in_the_midst_holds_for_what_follows() {
        try (var engine = model.engine(OPTIONS); var session = engine.session()) {
            isAsAlone(session, it -> it.append(PROMPT).adapters(adapters()));
            isAsAlone(session, it -> {
                it.clear();
                it.adapters(Adapters.none()).append(PROMPT).adapters(adapters()).append(PROMPT);
            });
        }
    }

    @Test
    void a_session_that_begins_again_with_other_adapters_computes_all_with_them() {
        try (var engine = model.engine(OPTIONS); var session = engine.session()) {
            isAsAlone(session, it -> {
                it.append(PROMPT);
                it.clear();
                it.adapters(adapters()).append(PROMPT);
            });
            isAsAlone(session, it -> {
                it.clear();
                it.append(PROMPT).adapters(Adapters.none());
                it.recompute();
            });
        }
    }

    @Test
    void what_was_mixed_is_left_to_nobody() {
        try (var engine = model.engine(OPTIONS)) {
            try (var session = engine.session()) {
                session.append(PROMPT).adapters(adapters()).append(PROMPT);
            }
            try (var other = engine.session()) {
                isAsAlone(other, it -> it.append(PROMPT).append(PROMPT));
            }
        }
    }

    @Test
    void a_fork_has_the_adapters_of_its_session() {
        try (var engine = model.engine(OPTIONS); var session = engine.session()) {
            session.adapters(adapters()).append(PROMPT);
            try (var fork = session.fork(); var alone = model.session(SESSION)) {
                alone.adapters(adapters()).append(PROMPT);
                assertArrayEquals(alone.logits(), fork.logits(), TOLERANCE);
            }
            session.adapters(Adapters.none());
            assertThrows(UnsupportedOperationException.class, session::fork);
        }
    }

    @Test
    void sessions_with_and_without_take_turns() throws Exception {
        try (var engine = model.engine(OPTIONS.withSlots(4));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                boolean adapted = i % 2 == 0;
                work.add(() -> {
                    try (var session = engine.session()) {
                        if (adapted) session.adapters(adapters());
                        session.append(PROMPT);
                        return null;
                    }
                });
            }
            for (var done : threads.invokeAll(work)) done.get();
            try (var session = engine.session()) {
                isAsAlone(session, it -> it.adapters(adapters()).append(PROMPT));
            }
        }
    }
}

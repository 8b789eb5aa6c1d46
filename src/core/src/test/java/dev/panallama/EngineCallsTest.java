package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.EngineStatistics.State;
import dev.panallama.error.EngineBusyException;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Calls to an engine that wait, are refused, fail or are cancelled, and engines that are closed.
final class EngineCallsTest {
    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /// Returns a greedy sampler with a stage in Java.
    private static Sampler custom(LogitsProcessor stage) {
        return new Sampler(List.of(new Stage.Custom(() -> stage)), new Choice.Greedy());
    }

    @Test
    void calls_beyond_the_queues_limit_are_refused() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS.withSlots(1).withQueueLimit(1));
                var holder = engine.session()) {
            var started = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            holder.append(TinyEngines.prompt(model, 1, 4));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var slow = threads.submit(() -> holder.generate(waiting(started, go), TinyEngines.TEN).text());
                started.await();
                var waits = threads.submit(() -> TinyEngines.inEngine(engine, TinyEngines.prompt(model, 2, 4)));
                threads.submit(go::countDown); // the stage holds up the engine; refusals come when it goes on
                slow.get();
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, 2, 4)), waits.get());
            }
            holder.generate(Sampler.greedy(), TinyEngines.TEN).iterator().next(); // and keeps its slot for a while
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<int[]>> calls = new ArrayList<>();
                for (int i = 0; i < 6; i++)
                    calls.add(threads.submit(() -> TinyEngines.inEngine(engine, TinyEngines.prompt(model, 3, 4))));
                int refused = 0;
                for (var call : calls) refused += isRefused(call) ? 1 : 0;
                assertTrue(refused >= 1);
                assertEquals(refused, engine.statistics().refused());
            }
        }
    }

    private static boolean isRefused(Future<?> call) throws InterruptedException {
        try {
            call.get();
            return false;
        } catch (ExecutionException failed) {
            assertEquals(EngineBusyException.class, failed.getCause().getClass(), failed::toString);
            return true;
        }
    }

    /// Returns a sampler with a stage that says when it runs and then waits.
    private static Sampler waiting(CountDownLatch started, CountDownLatch go) {
        return custom(_ -> {
            started.countDown();
            try {
                go.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void a_call_gives_up_when_its_patience_ends() {
        try (var engine = model.engine(TinyEngines.OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session();
                var hasty = engine.session(QueueOptions.defaults().withPatience(Duration.ofMillis(20)))) {
            holder.append(TinyEngines.prompt(model, 1, 4));
            var refusal = assertThrows(EngineBusyException.class, () -> hasty.append(TinyEngines.prompt(model, 2, 4)));
            assertTrue(refusal.getMessage().contains("PT0.02S"), refusal::getMessage);
            assertEquals(0, hasty.position());
            holder.generate(Sampler.greedy(), TinyEngines.TEN).text(); // after which it rests
            assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, 2, 4)),
                    TinyEngines.continued(hasty, TinyEngines.prompt(model, 2, 4)));
        }
    }

    @Test
    void a_higher_priority_gets_the_slot_first() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session()) {
            holder.append(TinyEngines.prompt(model, 1, 4));
            List<String> order = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3; i++) {
                    int priority = i;
                    threads.submit(() -> {
                        try (var session = engine.session(QueueOptions.defaults().withPriority(priority))) {
                            session.append(TinyEngines.prompt(model, priority, 4));
                            synchronized (order) {
                                order.add("priority " + priority);
                            }
                        }
                    });
                    while (engine.statistics().waiting() <= i) Thread.sleep(1);
                }
                holder.generate(Sampler.greedy(), TinyEngines.TEN).text(); // after which it rests
            }
            assertEquals(List.of("priority 2", "priority 1", "priority 0"), order);
        }
    }

    @Test
    void a_call_that_waits_can_be_cancelled() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session();
                var session = engine.session();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.append(TinyEngines.prompt(model, 1, 4));
            var waits = threads.submit(() -> session.append(TinyEngines.prompt(model, 2, 4)));
            while (engine.statistics().waiting() == 0) Thread.sleep(1);
            session.cancel();
            var failed = assertThrows(ExecutionException.class, waits::get);
            assertEquals(CancellationException.class, failed.getCause().getClass());
            assertEquals(0, engine.statistics().waiting());
        }
    }

    @Test
    void a_stage_that_throws_harms_its_session_alone() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS)) {
            Sampler poison = custom(_ -> {
                throw new IllegalArgumentException("poison");
            });
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 20);
                boolean isPoison = i % 4 == 0;
                work.add(() -> {
                    try (var session = engine.session()) {
                        session.append(prompt);
                        Sampler sampler = isPoison ? poison : Sampler.greedy();
                        return session.generate(sampler, TinyEngines.TEN).stream().mapToInt(Token::id).toArray();
                    }
                });
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < made.size(); i++) {
                var call = made.get(i);
                if (i % 4 == 0)
                    assertEquals("poison", assertThrows(ExecutionException.class, call::get).getCause().getMessage());
                else
                    assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, i, 20)), call.get());
            }
        }
    }

    @Test
    void a_stage_that_uses_a_session_of_the_engine_is_refused() {
        try (var engine = model.engine(TinyEngines.OPTIONS);
                var session = engine.session();
                var other = engine.session()) {
            session.append(TinyEngines.prompt(model, 1, 4));
            Sampler entangled = custom(_ -> other.append(TinyEngines.prompt(model, 2, 4)));
            var refusal = assertThrows(IllegalStateException.class,
                    () -> session.generate(entangled, TinyEngines.TEN).text());
            assertTrue(refusal.getMessage().contains("a stage cannot use"), refusal::getMessage);
        }
    }

    @Test
    void closing_under_load_ends_every_call() throws Exception {
        var engine = model.engine(TinyEngines.OPTIONS);
        var closed = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 60);
                calls.add(threads.submit(() -> {
                    try {
                        while (true) TinyEngines.inEngine(engine, prompt);
                    } catch (IllegalStateException end) {
                        return closed.get() && end.getMessage().contains("engine is closed");
                    }
                }));
            }
            while (engine.statistics().generatedTokens() < 100) Thread.sleep(1);
            closed.set(true);
            engine.close();
            for (var call : calls) assertTrue(call.get());
        }
        engine.close(); // which does nothing
        assertThrows(IllegalStateException.class, engine::session);
        assertThrows(IllegalStateException.class, engine::statistics);
    }

    @Test
    void a_model_is_not_closed_before_its_engine() {
        try (var other = Model.load(TinyModels.llama())) {
            try (var engine = other.engine(TinyEngines.OPTIONS)) {
                var refusal = assertThrows(IllegalStateException.class, other::close);
                assertTrue(refusal.getMessage().contains("1 open engine(s)"), refusal::getMessage);
                assertEquals(State.EMPTY, engine.statistics().slots().getFirst().state());
            }
        }
    }

    @Test
    void a_session_outlives_its_engine_only_to_be_closed() {
        var engine = model.engine(TinyEngines.OPTIONS);
        var session = engine.session();
        session.append(TinyEngines.prompt(model, 1, 10));
        engine.close();
        assertThrows(IllegalStateException.class, () -> session.append(TinyEngines.prompt(model, 1, 1)));
        assertEquals(10, session.position());
        session.close();
    }

    @Test
    void an_engine_in_a_process_of_its_own_is_the_same() throws Exception {
        var isolated = ModelOptions.defaults().withIsolation(Isolation.WORKER);
        try (var other = Model.load(TinyModels.llama(), isolated); var engine = other.engine(TinyEngines.OPTIONS)) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 30);
                work.add(() -> TinyEngines.inEngine(engine, prompt));
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < 8; i++)
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, i, 30)), made.get(i).get());
            assertEquals(80, engine.statistics().generatedTokens());
            assertFalse(engine.statistics().slots().isEmpty());
        }
    }
}

package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.EngineStatistics.State;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.error.EngineBusyException;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
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

/// Many sessions on one small context, with a model of random weights: what they make is compared with what each would make
/// alone.
final class EngineTest {
    private static final SessionOptions SESSION = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))
            .withFlashAttention(FlashAttention.OFF); // which computes a token alone otherwise than among others
    private static final EngineOptions OPTIONS = EngineOptions.defaults()
            .withSlots(4)
            .withSession(SESSION)
            .withMicroBatchSize(64);
    private static final GenerationOptions TEN = GenerationOptions.defaults().withMaxTokens(10)
            .withEndsWithModel(false);

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int[] prompt(long seed, int length) {
        return new Random(seed).ints(length, 3, model.vocabulary().size()).toArray();
    }

    private static int[] continued(Session session, int... prompt) {
        session.append(prompt);
        return session.generate(Sampler.greedy(), TEN).stream().mapToInt(Token::id).toArray();
    }

    private static int[] alone(int... prompt) {
        try (var session = model.session(SESSION)) {
            return continued(session, prompt);
        }
    }

    private static int[] inEngine(Engine engine, int... prompt) {
        try (var session = engine.session()) {
            return continued(session, prompt);
        }
    }

    private static <T> List<Future<T>> together(List<Callable<T>> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(work);
        }
    }

    /// Returns a greedy sampler with a stage in Java.
    private static Sampler custom(LogitsProcessor stage) {
        return new Sampler(List.of(new Stage.Custom(() -> stage)), new Choice.Greedy());
    }

    @Test
    void many_sessions_make_what_each_would_make_alone() throws Exception {
        try (var engine = model.engine(OPTIONS)) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int[] prompt = prompt(i, 5 + 3 * i);
                work.add(() -> inEngine(engine, prompt));
            }
            var made = together(work);
            for (int i = 0; i < made.size(); i++) assertArrayEquals(alone(prompt(i, 5 + 3 * i)), made.get(i).get());
            EngineStatistics done = engine.statistics();
            assertEquals(400, done.generatedTokens());
            assertTrue(done.batches() < 200, () -> "not computed together: " + done);
        }
    }

    @Test
    void a_beginning_that_arrives_many_times_at_once_is_computed_once() throws Exception {
        int[] beginning = prompt(7, 150);
        try (var engine = model.engine(OPTIONS.withContextLength(1024))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int[] prompt = joined(beginning, prompt(i, 5));
                work.add(() -> inEngine(engine, prompt));
            }
            var made = together(work);
            for (int i = 0; i < 4; i++) assertArrayEquals(alone(joined(beginning, prompt(i, 5))), made.get(i).get());
            EngineStatistics done = engine.statistics();
            assertTrue(done.reused().fromSlots() >= 3 * 149, () -> "computed again: " + done);
        }
    }

    @Test
    void a_token_that_is_computed_ahead_and_not_asked_for_leaves_nothing() {
        try (var engine = model.engine(OPTIONS);
                var session = engine.session();
                var reference = model.session(SESSION)) {
            for (Session it : List.of(session, reference)) {
                Iterator<Token> tokens = it.append(prompt(3, 20)).generate(Sampler.greedy(), TEN).iterator();
                tokens.next();
                tokens.next();
            }
            assertArrayEquals(continued(reference, prompt(4, 5)), continued(session, prompt(4, 5)));
        }
    }

    @Test
    void the_last_token_of_a_generation_is_not_computed() {
        try (var engine = model.engine(OPTIONS)) {
            inEngine(engine, prompt(3, 20));
            assertEquals(20 + 9, engine.statistics().computedTokens());
        }
    }

    @Test
    void a_session_begins_with_what_another_one_has_left() {
        int[] beginning = prompt(8, 100);
        try (var engine = model.engine(OPTIONS)) {
            inEngine(engine, beginning);
            int[] prompt = joined(beginning, prompt(1, 4));
            assertArrayEquals(alone(prompt), inEngine(engine, prompt));
            assertEquals(0, engine.statistics().reused().fromMemory());
            assertTrue(engine.statistics().computedTokens() < 100 + 2 * 10 + 10, engine.statistics()::toString);
        }
    }

    @Test
    void what_has_lost_its_slot_comes_back_from_memory() {
        try (var engine = model.engine(OPTIONS.withSlots(1).withLease(Duration.ZERO));
                var one = engine.session();
                var other = engine.session()) {
            continued(one, prompt(1, 80));
            continued(other, prompt(2, 80));
            int[] whole = joined(one.tokens(), prompt(3, 4));
            assertArrayEquals(alone(whole), continued(one, prompt(3, 4)));
            assertTrue(engine.statistics().reused().fromMemory() >= 80, engine.statistics()::toString);
        }
    }

    @Test
    void several_answers_to_a_prompt_share_its_evaluation() {
        try (var engine = model.engine(OPTIONS); var session = engine.session()) {
            session.append(prompt(4, 120));
            List<int[]> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (var fork = session.fork()) {
                    answers.add(fork.generate(Sampler.greedy(), TEN).stream().mapToInt(Token::id).toArray());
                }
            }
            for (int[] answer : answers) assertArrayEquals(alone(prompt(4, 120)), answer);
            assertTrue(engine.statistics().computedTokens() < 120 + 3 * 11, engine.statistics()::toString);
        }
    }

    @Test
    void calls_beyond_the_queues_limit_are_refused() throws Exception {
        try (var engine = model.engine(OPTIONS.withSlots(1).withQueueLimit(1)); var holder = engine.session()) {
            var started = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            holder.append(prompt(1, 4));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var slow = threads.submit(() -> holder.generate(waiting(started, go), TEN).text());
                started.await();
                var waits = threads.submit(() -> inEngine(engine, prompt(2, 4)));
                threads.submit(go::countDown); // the stage holds up the engine; refusals come when it goes on
                slow.get();
                assertArrayEquals(alone(prompt(2, 4)), waits.get());
            }
            holder.generate(Sampler.greedy(), TEN).iterator().next(); // and keeps its slot for a while
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<int[]>> calls = new ArrayList<>();
                for (int i = 0; i < 6; i++) calls.add(threads.submit(() -> inEngine(engine, prompt(3, 4))));
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
        try (var engine = model.engine(OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session();
                var hasty = engine.session(QueueOptions.defaults().withPatience(Duration.ofMillis(20)))) {
            holder.append(prompt(1, 4));
            var refusal = assertThrows(EngineBusyException.class, () -> hasty.append(prompt(2, 4)));
            assertTrue(refusal.getMessage().contains("PT0.02S"), refusal::getMessage);
            assertEquals(0, hasty.position());
            holder.generate(Sampler.greedy(), TEN).text(); // after which it rests
            assertArrayEquals(alone(prompt(2, 4)), continued(hasty, prompt(2, 4)));
        }
    }

    @Test
    void a_higher_priority_gets_the_slot_first() throws Exception {
        try (var engine = model.engine(OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session()) {
            holder.append(prompt(1, 4));
            List<String> order = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3; i++) {
                    int priority = i;
                    threads.submit(() -> {
                        try (var session = engine.session(QueueOptions.defaults().withPriority(priority))) {
                            session.append(prompt(priority, 4));
                            synchronized (order) {
                                order.add("priority " + priority);
                            }
                        }
                    });
                    while (engine.statistics().waiting() <= i) Thread.sleep(1);
                }
                holder.generate(Sampler.greedy(), TEN).text(); // after which it rests
            }
            assertEquals(List.of("priority 2", "priority 1", "priority 0"), order);
        }
    }

    @Test
    void a_call_that_waits_can_be_cancelled() throws Exception {
        try (var engine = model.engine(OPTIONS.withSlots(1).withLease(Duration.ofDays(1)));
                var holder = engine.session();
                var session = engine.session();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.append(prompt(1, 4));
            var waits = threads.submit(() -> session.append(prompt(2, 4)));
            while (engine.statistics().waiting() == 0) Thread.sleep(1);
            session.cancel();
            var failed = assertThrows(ExecutionException.class, waits::get);
            assertEquals(CancellationException.class, failed.getCause().getClass());
            assertEquals(0, engine.statistics().waiting());
        }
    }

    @Test
    void a_stage_that_throws_harms_its_session_alone() throws Exception {
        try (var engine = model.engine(OPTIONS)) {
            Sampler poison = custom(_ -> {
                throw new IllegalArgumentException("poison");
            });
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int[] prompt = prompt(i, 20);
                boolean isPoison = i % 4 == 0;
                work.add(() -> {
                    try (var session = engine.session()) {
                        session.append(prompt);
                        Sampler sampler = isPoison ? poison : Sampler.greedy();
                        return session.generate(sampler, TEN).stream().mapToInt(Token::id).toArray();
                    }
                });
            }
            var made = together(work);
            for (int i = 0; i < made.size(); i++) {
                var call = made.get(i);
                if (i % 4 == 0)
                    assertEquals("poison", assertThrows(ExecutionException.class, call::get).getCause().getMessage());
                else
                    assertArrayEquals(alone(prompt(i, 20)), call.get());
            }
        }
    }

    @Test
    void a_stage_that_uses_a_session_of_the_engine_is_refused() {
        try (var engine = model.engine(OPTIONS); var session = engine.session(); var other = engine.session()) {
            session.append(prompt(1, 4));
            Sampler entangled = custom(_ -> other.append(prompt(2, 4)));
            var refusal = assertThrows(IllegalStateException.class, () -> session.generate(entangled, TEN).text());
            assertTrue(refusal.getMessage().contains("a stage cannot use"), refusal::getMessage);
        }
    }

    @Test
    void a_long_session_may_use_the_cells_that_idle_ones_do_not() {
        try (var engine = model.engine(OPTIONS.withContextLength(256)); var session = engine.session()) {
            for (int i = 0; i < 4; i++) inEngine(engine, prompt(i, 40));
            assertArrayEquals(alone(prompt(9, 220)), continued(session, prompt(9, 220)));
        }
    }

    @Test
    void sessions_that_need_more_cells_than_there_are_take_turns() throws Exception {
        try (var engine = model.engine(OPTIONS.withContextLength(256))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int[] prompt = prompt(i, 150);
                work.add(() -> inEngine(engine, prompt));
            }
            var made = together(work);
            for (int i = 0; i < 6; i++) assertArrayEquals(alone(prompt(i, 150)), made.get(i).get());
        }
    }

    @Test
    void a_session_has_no_more_than_its_own_context_length() {
        try (var engine = model.engine(OPTIONS.withContextLength(1024)); var session = engine.session()) {
            assertEquals(256, session.contextLength());
            assertThrows(ContextOverflowException.class, () -> session.append(prompt(1, 257)));
            assertEquals(0, session.position());
        }
    }

    @Test
    void guesses_of_many_sessions_are_checked_together() throws Exception {
        int[] phrase = prompt(3, 8);
        var lookup = Speculation.promptLookup().withAdaptive(false);
        for (Speculation kind : List.of(lookup, Speculation.draftModel(model).withAdaptive(false))) {
            try (var engine = model.engine(OPTIONS.withSession(SESSION.withSpeculation(kind)))) {
                List<Callable<int[]>> work = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    int[] prompt = joined(joined(phrase, prompt(i, 6)), joined(phrase, phrase));
                    work.add(() -> inEngine(engine, prompt));
                }
                var made = together(work);
                for (int i = 0; i < 8; i++) {
                    int[] prompt = joined(joined(phrase, prompt(i, 6)), joined(phrase, phrase));
                    assertArrayEquals(alone(prompt), made.get(i).get(), kind + " " + i);
                }
            }
        }
    }

    @Test
    void batches_of_a_few_tokens_are_enough() throws Exception {
        try (var engine = model.engine(OPTIONS.withMicroBatchSize(4))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int[] prompt = prompt(i, 3 + i);
                work.add(() -> inEngine(engine, prompt));
            }
            var made = together(work);
            for (int i = 0; i < 8; i++) assertArrayEquals(alone(prompt(i, 3 + i)), made.get(i).get());
        }
    }

    @Test
    void closing_under_load_ends_every_call() throws Exception {
        var engine = model.engine(OPTIONS);
        var closed = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int[] prompt = prompt(i, 60);
                calls.add(threads.submit(() -> {
                    try {
                        while (true) inEngine(engine, prompt);
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
            try (var engine = other.engine(OPTIONS)) {
                var refusal = assertThrows(IllegalStateException.class, other::close);
                assertTrue(refusal.getMessage().contains("1 open engine(s)"), refusal::getMessage);
                assertEquals(State.EMPTY, engine.statistics().slots().getFirst().state());
            }
        }
    }

    @Test
    void a_session_outlives_its_engine_only_to_be_closed() {
        var engine = model.engine(OPTIONS);
        var session = engine.session();
        session.append(prompt(1, 10));
        engine.close();
        assertThrows(IllegalStateException.class, () -> session.append(prompt(1, 1)));
        assertEquals(10, session.position());
        session.close();
    }

    @Test
    void an_engine_in_a_process_of_its_own_is_the_same() throws Exception {
        var isolated = ModelOptions.defaults().withIsolation(Isolation.WORKER);
        try (var other = Model.load(TinyModels.llama(), isolated); var engine = other.engine(OPTIONS)) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int[] prompt = prompt(i, 30);
                work.add(() -> inEngine(engine, prompt));
            }
            var made = together(work);
            for (int i = 0; i < 8; i++) assertArrayEquals(alone(prompt(i, 30)), made.get(i).get());
            assertEquals(80, engine.statistics().generatedTokens());
            assertFalse(engine.statistics().slots().isEmpty());
        }
    }

    private static int[] joined(int[] first, int[] second) {
        int[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}

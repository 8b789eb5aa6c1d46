package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
    private static final String LONG = "The quick brown fox jumps over the lazy dog. ".repeat(300);

    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void closing_a_model_with_an_open_session_is_refused_and_the_session_goes_on() {
        try (var other = Model.load(TestModels.smolLm2());
                var session = other.session()) {
            var refused = assertThrows(IllegalStateException.class, other::close);
            assertTrue(refused.getMessage().startsWith("close the 1 open session(s) of model"), refused.getMessage());
            assertTrue(session.append("still here").generate(Sampler.greedy(), 1).iterator().hasNext());
        }
    }

    @Test
    void closing_twice_does_nothing() {
        var other = Model.load(TestModels.smolLm2());
        var session = other.session();
        session.close();
        session.close();
        other.close();
        other.close();
    }

    @Test
    void every_use_after_close_is_refused() {
        var other = Model.load(TestModels.smolLm2());
        var session = other.session();
        session.append("Hello");
        Generation generation = session.generate(Sampler.greedy(), 10);
        session.close();
        assertFalse(generation.iterator().hasNext());
        assertThrows(IllegalStateException.class, () -> session.append("x"));
        assertThrows(IllegalStateException.class, () -> session.generate(Sampler.greedy(), 1));
        assertThrows(IllegalStateException.class, session::clear);
        assertThrows(IllegalStateException.class, () -> session.append(5));
        assertThrows(IllegalStateException.class, () -> session.append(""));
        other.close();
        assertThrows(IllegalStateException.class, other::session);
        assertThrows(IllegalStateException.class, () -> other.vocabulary().tokenize("x"));
        assertThrows(IllegalStateException.class, () -> other.vocabulary().text(1));
        assertThrows(IllegalStateException.class, () -> other.vocabulary().isEndOfGeneration(1));
    }

    @Test
    void a_second_thread_in_one_session_is_refused() throws Exception {
        try (var session = model.session(); var executor = Executors.newSingleThreadExecutor()) {
            var append = executor.submit(() -> session.append(LONG));
            while (session.position() == 0) Thread.sleep(1); // then it is computing, for seconds
            var refused = assertThrows(IllegalStateException.class, session::clear);
            assertTrue(refused.getMessage().startsWith("another thread is using this session"), refused.getMessage());
            assertThrows(IllegalStateException.class, () -> session.generate(Sampler.greedy(), 1));
            assertThrows(IllegalStateException.class, session::close);
            session.cancel();
            assertThrows(ExecutionException.class, append::get);
        }
    }

    @Test
    void two_sessions_of_one_model_compute_at_the_same_time() throws Exception {
        String expected = hello();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = executor.submit(LifecycleTest::hello);
            var second = executor.submit(LifecycleTest::hello);
            assertEquals(expected, first.get());
            assertEquals(expected, second.get());
        }
    }

    @Test
    void cancelling_a_prompt_leaves_the_session_as_it_was() throws Exception {
        try (var session = model.session(SessionOptions.defaults().withBatchSize(32));
                var executor = Executors.newSingleThreadExecutor()) {
            String expected = session.append("Hello").generate(Sampler.greedy(), 4).text();
            session.rewind(session.position() - 4);
            int before = session.position();
            var append = executor.submit(() -> session.append(LONG));
            while (!append.isDone()) session.cancel();
            var failure = assertThrows(ExecutionException.class, append::get);
            assertInstanceOf(CancellationException.class, failure.getCause());
            assertEquals(before, session.position());
            assertEquals(expected, session.generate(Sampler.greedy(), 4).text());
        }
    }

    @Test
    void cancelling_a_generation_from_another_thread_ends_it() throws Exception {
        try (var session = model.session(); var executor = Executors.newSingleThreadExecutor()) {
            Generation generation = session.append("Count: 1, 2, 3,").generate(Sampler.greedy());
            var taken = new CountDownLatch(3);
            var text = executor.submit(() -> {
                for (Token _ : generation) taken.countDown();
                return generation.finishReason();
            });
            taken.await();
            generation.cancel();
            assertEquals(Optional.of(FinishReason.CANCELLED), text.get());
            assertTrue(session.generate(Sampler.greedy(), 1).iterator().hasNext());
        }
    }

    @Test
    void an_interrupted_thread_still_gets_its_tokens_and_stays_interrupted() {
        try (var session = model.session()) {
            Generation generation = session.append("Hello").generate(Sampler.greedy(), 2);
            Thread.currentThread().interrupt();
            assertTrue(generation.iterator().hasNext());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void a_refused_session_leaves_no_thread_behind() throws InterruptedException {
        int before = nativeThreads();
        SessionOptions tooLarge = SessionOptions.defaults().withContextLength(SessionOptions.MAX_CONTEXT_LENGTH);
        for (int i = 0; i < 5; i++) assertThrows(IllegalArgumentException.class, () -> model.session(tooLarge));
        for (int i = 0; i < 100 && nativeThreads() > before; i++) Thread.sleep(10); // they end on their own
        assertEquals(before, nativeThreads());
    }

    @Test
    void a_vocabulary_keeps_its_model() {
        Vocabulary vocabulary = Model.load(TestModels.smolLm2()).vocabulary();
        for (int i = 0; i < 5; i++) {
            System.gc();
            assertTrue(vocabulary.tokenize("Hello").length > 0);
        }
    }

    @Test
    void an_exception_of_a_native_thread_shows_the_line_that_called() {
        try (var other = Model.load(TestModels.smolLm2())) {
            SessionOptions tooLarge = SessionOptions.defaults().withContextLength(SessionOptions.MAX_CONTEXT_LENGTH);
            var refused = assertThrows(IllegalArgumentException.class, () -> other.session(tooLarge));
            assertTrue(Arrays.stream(refused.getStackTrace())
                    .anyMatch(it -> it.getClassName().equals(getClass().getName())));
        }
    }

    @Test
    void a_forgotten_session_and_model_are_freed() throws Exception {
        int before = nativeThreads();
        forget();
        for (int i = 0; i < 100 && nativeThreads() > before; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(before, nativeThreads());
    }

    private static void forget() {
        Model.load(TestModels.smolLm2()).session().append("Hello");
    }

    private static int nativeThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("panallama session"))
                .count();
    }

    private static String hello() {
        try (var session = model.session()) {
            return session.append("Hello, my name is").generate(Sampler.greedy(), 12).text();
        }
    }
}

package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ForkTest {
    private static final String PROMPT = "The best thing about the sea is";
    private static final SessionOptions COPIED = SessionOptions.defaults().withThreads(1).withContextLength(512);
    private static final SessionOptions SHARED = COPIED.withForks(3);
    private static final SessionOptions APART = SHARED.withKvCache(KvCacheOptions.defaults().withShared(false));

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
    void a_fork_has_the_tokens_and_the_logits_of_its_session() {
        for (SessionOptions options : List.of(COPIED, SHARED, APART)) {
            try (var session = model.session(options).append(PROMPT); var fork = session.fork()) {
                assertArrayEquals(session.tokens(), fork.tokens());
                assertArrayEquals(session.logits(), fork.logits());
            }
        }
    }

    @Test
    void forks_go_on_independently_and_as_a_fresh_session_would() {
        for (SessionOptions options : List.of(COPIED, SHARED, APART)) {
            try (var session = model.session(options).append(PROMPT);
                    var first = session.fork();
                    var second = session.fork()) {
                List<String> texts = together(List.of(session, first, second));
                for (int seed = 0; seed < 3; seed++) {
                    try (var fresh = model.session(COPIED).append(PROMPT)) {
                        assertEquals(fresh.generate(seeded(seed), 12).text(), texts.get(seed));
                    }
                }
            }
        }
    }

    /// Generates from sessions in turn, a token each.
    private static List<String> together(List<Session> sessions) {
        var generations = IntStream.range(0, sessions.size())
                .mapToObj(i -> sessions.get(i).generate(seeded(i), 12).iterator())
                .toList();
        var texts = new ArrayList<StringBuilder>();
        generations.forEach(_ -> texts.add(new StringBuilder()));
        for (int i = 0; generations.stream().anyMatch(java.util.Iterator::hasNext); i++) {
            int which = i % sessions.size();
            if (generations.get(which).hasNext()) texts.get(which).append(generations.get(which).next().text());
        }
        return texts.stream().map(StringBuilder::toString).toList();
    }

    private static Sampler seeded(int seed) {
        return Sampler.defaults().withSeed(seed);
    }

    @Test
    void to_fork_does_not_end_a_generation() {
        try (var session = model.session(SHARED).append(PROMPT)) {
            var expected = session.fork();
            String whole = expected.generate(Sampler.greedy(), 10).text();
            expected.close();
            var text = new StringBuilder();
            for (Token token : session.generate(Sampler.greedy(), 10)) {
                text.append(token.text());
                try (var fork = session.fork()) {
                    assertEquals(session.position(), fork.position());
                    fork.generate(Sampler.greedy(), 2).text();
                }
            }
            assertEquals(whole, text.toString());
        }
    }

    @Test
    void more_forks_than_can_share_copy() {
        try (var session = model.session(COPIED.withForks(1)).append(PROMPT);
                var shared = session.fork();
                var copied = session.fork();
                var copyOfFork = shared.fork()) {
            String text = session.generate(Sampler.greedy(), 5).text();
            for (Session fork : List.of(shared, copied, copyOfFork))
                assertEquals(text, fork.generate(Sampler.greedy(), 5).text());
        }
    }

    @Test
    void a_session_may_be_closed_before_its_forks_and_its_place_is_free_again() {
        var session = model.session(SHARED).append(PROMPT);
        var fork = session.fork();
        session.close();
        assertThrows(IllegalStateException.class, session::fork);
        for (int i = 0; i < 10; i++) {
            try (var other = fork.fork()) {
                assertArrayEquals(fork.logits(), other.logits());
            }
        }
        fork.close();
        fork.close();
        assertThrows(IllegalStateException.class, fork::logits);
    }

    @Test
    void forks_may_be_used_by_different_threads() throws Exception {
        try (var session = model.session(SHARED).append(PROMPT); var executor = Executors.newFixedThreadPool(3)) {
            List<Session> forks = List.of(session.fork(), session.fork(), session.fork());
            String expected = forks.get(2).generate(Sampler.greedy(), 16).text();
            List<Callable<String>> work = new ArrayList<>();
            for (Session it : List.of(session, forks.get(0), forks.get(1)))
                work.add(() -> it.generate(Sampler.greedy(), 16).text());
            for (Future<String> text : executor.invokeAll(work)) assertEquals(expected, text.get());
            forks.forEach(Session::close);
        }
    }

    @Test
    void forks_that_share_are_full_together() {
        int[] prompt = new int[400];
        Arrays.fill(prompt, 1000);
        try (var session = model.session(SHARED).append(prompt); var fork = session.fork()) {
            Generation generation = session.generate(Sampler.greedy(), endless().withMaxTokens(100));
            generation.text();
            assertEquals(Optional.of(FinishReason.LENGTH), generation.finishReason());
            int[] before = fork.tokens();
            assertThrows(ContextOverflowException.class, () -> fork.append(new int[50]));
            assertArrayEquals(before, fork.tokens());
            Generation last = fork.generate(Sampler.greedy(), endless());
            assertTrue(last.text().length() > 0);
            assertEquals(Optional.of(FinishReason.LENGTH), last.finishReason());
        }
    }

    private static GenerationOptions endless() {
        return GenerationOptions.defaults().withEndsWithModel(false);
    }

    @Test
    void forks_of_a_long_text_share_a_cache_with_sliding_windows() {
        int[] ids = new Random(1).ints(900, 3, 200).toArray();
        var options = SHARED.withContextLength(2048)
                .withBatchSize(64)
                .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))
                .withFlashAttention(FlashAttention.OFF);
        for (Supplier<Path> file : List.<Supplier<Path>>of(TinyModels::gemma3, TinyModels::olmo2)) {
            try (var tiny = Model.load(file.get());
                    var session = tiny.session(options).append(ids);
                    var fork = session.fork();
                    var other = fork.fork();
                    var fresh = tiny.session(options).append(ids).append(7, 8)) {
                fork.append(Arrays.copyOf(ids, 300)).generate(Sampler.greedy(), endless().withMaxTokens(20)).text();
                session.append(7, 8);
                assertArrayEquals(fresh.logits(), session.logits(), 1e-4f);
                assertArrayEquals(fresh.logits(), other.append(7, 8).logits(), 1e-4f);
            }
        }
    }
}

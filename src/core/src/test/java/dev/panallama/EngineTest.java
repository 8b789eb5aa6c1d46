package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.sampler.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Many sessions on one small context, with a model of random weights: what they make is compared with what each would make
/// alone.
final class EngineTest {
    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TinyModels.llama());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void many_sessions_make_what_each_would_make_alone() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS)) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 5 + 3 * i);
                work.add(() -> TinyEngines.inEngine(engine, prompt));
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < made.size(); i++)
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, i, 5 + 3 * i)), made.get(i).get());
            EngineStatistics done = engine.statistics();
            assertEquals(400, done.generatedTokens());
            assertTrue(done.batches() < 200, () -> "not computed together: " + done);
        }
    }

    @Test
    void a_session_tells_what_was_computed_for_others() {
        int[] prompt = TinyEngines.prompt(model, 7, 150);
        try (var engine = model.engine(TinyEngines.OPTIONS.withContextLength(1024))) {
            try (var first = engine.session()) {
                first.append(prompt);
                assertEquals(150, first.timings().promptTokens());
                assertEquals(0, first.timings().reusedTokens());
            }
            try (var second = engine.session()) {
                second.append(prompt);
                assertEquals(150, second.timings().promptTokens() + second.timings().reusedTokens());
                assertTrue(second.timings().reusedTokens() >= 149, second.timings()::toString);
            }
        }
    }

    @Test
    void the_times_of_all_sessions_are_added_up() {
        try (var engine = model.engine(TinyEngines.OPTIONS)) {
            for (int i = 0; i < 3; i++)
                try (var session = engine.session();
                        var fork = session.append(TinyEngines.prompt(model, i, 5)).fork()) {
                            session.generate(Sampler.greedy(), 4).text();
                            fork.generate(Sampler.greedy(), 2).text();
                        }
            assertEquals(15, engine.timings().promptTokens());
            assertEquals(18, engine.timings().generatedTokens());
            assertTrue(engine.timings().generationTime().isPositive());
        }
    }

    @Test
    void a_beginning_that_arrives_many_times_at_once_is_computed_once() throws Exception {
        int[] beginning = TinyEngines.prompt(model, 7, 150);
        try (var engine = model.engine(TinyEngines.OPTIONS.withContextLength(1024))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int[] prompt = TinyEngines.joined(beginning, TinyEngines.prompt(model, i, 5));
                work.add(() -> TinyEngines.inEngine(engine, prompt));
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < 4; i++)
                assertArrayEquals(
                        TinyEngines.alone(model, TinyEngines.joined(beginning, TinyEngines.prompt(model, i, 5))),
                        made.get(i).get());
            EngineStatistics done = engine.statistics();
            assertTrue(done.reused().fromSlots() >= 3 * 149, () -> "computed again: " + done);
        }
    }

    @Test
    void a_token_that_is_computed_ahead_and_not_asked_for_leaves_nothing() {
        try (var engine = model.engine(TinyEngines.OPTIONS);
                var session = engine.session();
                var reference = model.session(TinyEngines.SESSION)) {
            for (Session it : List.of(session, reference)) {
                Iterator<Token> tokens = it.append(TinyEngines.prompt(model, 3, 20))
                        .generate(Sampler.greedy(), TinyEngines.TEN).iterator();
                tokens.next();
                tokens.next();
            }
            assertArrayEquals(TinyEngines.continued(reference, TinyEngines.prompt(model, 4, 5)),
                    TinyEngines.continued(session, TinyEngines.prompt(model, 4, 5)));
        }
    }

    @Test
    void the_last_token_of_a_generation_is_not_computed() {
        try (var engine = model.engine(TinyEngines.OPTIONS)) {
            TinyEngines.inEngine(engine, TinyEngines.prompt(model, 3, 20));
            assertEquals(20 + 9, engine.statistics().computedTokens());
        }
    }

    @Test
    void a_session_begins_with_what_another_one_has_left() {
        int[] beginning = TinyEngines.prompt(model, 8, 100);
        try (var engine = model.engine(TinyEngines.OPTIONS)) {
            TinyEngines.inEngine(engine, beginning);
            int[] prompt = TinyEngines.joined(beginning, TinyEngines.prompt(model, 1, 4));
            assertArrayEquals(TinyEngines.alone(model, prompt), TinyEngines.inEngine(engine, prompt));
            assertEquals(0, engine.statistics().reused().fromMemory());
            assertTrue(engine.statistics().computedTokens() < 100 + 2 * 10 + 10, engine.statistics()::toString);
        }
    }

    @Test
    void what_has_lost_its_slot_comes_back_from_memory() {
        try (var engine = model.engine(TinyEngines.OPTIONS.withSlots(1).withLease(Duration.ZERO));
                var one = engine.session();
                var other = engine.session()) {
            TinyEngines.continued(one, TinyEngines.prompt(model, 1, 80));
            TinyEngines.continued(other, TinyEngines.prompt(model, 2, 80));
            int[] whole = TinyEngines.joined(one.tokens(), TinyEngines.prompt(model, 3, 4));
            assertArrayEquals(TinyEngines.alone(model, whole),
                    TinyEngines.continued(one, TinyEngines.prompt(model, 3, 4)));
            assertTrue(engine.statistics().reused().fromMemory() >= 80, engine.statistics()::toString);
        }
    }

    @Test
    void several_answers_to_a_prompt_share_its_evaluation() {
        try (var engine = model.engine(TinyEngines.OPTIONS); var session = engine.session()) {
            session.append(TinyEngines.prompt(model, 4, 120));
            List<int[]> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (var fork = session.fork()) {
                    answers.add(
                            fork.generate(Sampler.greedy(), TinyEngines.TEN).stream().mapToInt(Token::id).toArray());
                }
            }
            for (int[] answer : answers)
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, 4, 120)), answer);
            assertTrue(engine.statistics().computedTokens() < 120 + 3 * 11, engine.statistics()::toString);
        }
    }

    @Test
    void a_long_session_may_use_the_cells_that_idle_ones_do_not() {
        try (var engine = model.engine(TinyEngines.OPTIONS.withContextLength(256)); var session = engine.session()) {
            for (int i = 0; i < 4; i++) TinyEngines.inEngine(engine, TinyEngines.prompt(model, i, 40));
            assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, 9, 220)),
                    TinyEngines.continued(session, TinyEngines.prompt(model, 9, 220)));
        }
    }

    @Test
    void sessions_that_need_more_cells_than_there_are_take_turns() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS.withContextLength(256))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 150);
                work.add(() -> TinyEngines.inEngine(engine, prompt));
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < 6; i++)
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, i, 150)), made.get(i).get());
        }
    }

    @Test
    void a_session_has_no_more_than_its_own_context_length() {
        try (var engine = model.engine(TinyEngines.OPTIONS.withContextLength(1024)); var session = engine.session()) {
            assertEquals(256, session.contextLength());
            assertThrows(ContextOverflowException.class, () -> session.append(TinyEngines.prompt(model, 1, 257)));
            assertEquals(0, session.position());
        }
    }

    @Test
    void guesses_of_many_sessions_are_checked_together() throws Exception {
        int[] phrase = TinyEngines.prompt(model, 3, 8);
        var lookup = Speculation.promptLookup().withAdaptive(false);
        for (Speculation kind : List.of(lookup, Speculation.draftModel(model).withAdaptive(false))) {
            try (var engine = model
                    .engine(TinyEngines.OPTIONS.withSession(TinyEngines.SESSION.withSpeculation(kind)))) {
                List<Callable<int[]>> work = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    int[] prompt = TinyEngines.joined(TinyEngines.joined(phrase, TinyEngines.prompt(model, i, 6)),
                            TinyEngines.joined(phrase, phrase));
                    work.add(() -> TinyEngines.inEngine(engine, prompt));
                }
                var made = TinyEngines.together(work);
                for (int i = 0; i < 8; i++) {
                    int[] prompt = TinyEngines.joined(TinyEngines.joined(phrase, TinyEngines.prompt(model, i, 6)),
                            TinyEngines.joined(phrase, phrase));
                    assertArrayEquals(TinyEngines.alone(model, prompt), made.get(i).get(), kind + " " + i);
                }
            }
        }
    }

    @Test
    void batches_of_a_few_tokens_are_enough() throws Exception {
        try (var engine = model.engine(TinyEngines.OPTIONS.withMicroBatchSize(4))) {
            List<Callable<int[]>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int[] prompt = TinyEngines.prompt(model, i, 3 + i);
                work.add(() -> TinyEngines.inEngine(engine, prompt));
            }
            var made = TinyEngines.together(work);
            for (int i = 0; i < 8; i++)
                assertArrayEquals(TinyEngines.alone(model, TinyEngines.prompt(model, i, 3 + i)), made.get(i).get());
        }
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChildJvm;
import dev.panallama.LogitRows;
import dev.panallama.TestModels;
import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.CandidateList;
import dev.panallama.internal.host.CandidateStage;
import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.SamplerStages;
import dev.panallama.internal.host.TokenFilter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenSamplerTest {
    private static final Consumer<SamplerStages> GREEDY = SamplerStages::greedy;
    private static final Consumer<SamplerStages> USUAL = chain -> {
        chain.topK(40);
        chain.topP(0.95f);
        chain.minP(0.05f);
        chain.temperature(0.8f);
        chain.random(42);
    };

    @TempDir
    private static Path folder;

    private static Path rows;

    @BeforeAll
    static void write_rows() throws Exception {
        rows = LogitRows.write(folder);
    }

    /// Allows what a predicate allows, and notes what it is told.
    private static final class ToyFilter implements TokenFilter {
        private final IntPredicate rule;
        private final List<Integer> accepted = new ArrayList<>();
        private int fullPasses;

        ToyFilter(IntPredicate rule) {
            this.rule = rule;
        }

        @Override
        public boolean allows(int id) {
            return rule.test(id);
        }

        @Override
        public void allowed(BitSet ids) {
            fullPasses++;
            ids.clear();
            IntStream.range(0, 49152).filter(rule).forEach(ids::set);
        }

        @Override
        public void accept(int id) {
            accepted.add(id);
        }
    }

    @Test
    void a_refused_token_is_never_chosen_nor_accepted() throws Exception {
        var filter = new ToyFilter(id -> id % 3 == 0);
        var noted = new ArrayList<Integer>();
        List<Integer> chosen = choose(chain -> {
            chain.java(new Noting(noted));
            USUAL.accept(chain);
        }, filter, 200);
        assertTrue(chosen.stream().allMatch(id -> id % 3 == 0));
        assertEquals(chosen, filter.accepted);
        assertEquals(chosen, noted);
        assertTrue(filter.fullPasses > 50 && filter.fullPasses < 200, filter.fullPasses + " full passes");
    }

    private record Noting(List<Integer> ids) implements CandidateStage {
        @Override
        public void apply(CandidateList candidates) {}

        @Override
        public void accept(int id) {
            ids.add(id);
        }
    }

    @Test
    void a_filter_that_refuses_nothing_changes_nothing() throws Exception {
        var filter = new ToyFilter(_ -> true);
        assertEquals(choose(USUAL, null, 200), choose(USUAL, filter, 200));
        assertEquals(0, filter.fullPasses);
    }

    @Test
    void the_choice_after_a_refusal_is_that_among_the_allowed() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            IntPredicate rule = id -> id % 5 == 1;
            List<Integer> chosen = choose(GREEDY, new ToyFilter(rule), LogitRows.COUNT);
            for (int i = 0; i < LogitRows.COUNT; i++) {
                MemorySegment row = draws.row(i);
                int best = IntStream.range(0, draws.vocabulary().size())
                        .filter(rule)
                        .reduce((a, b) -> logit(row, b) > logit(row, a) ? b : a)
                        .orElseThrow();
                assertEquals(best, chosen.get(i));
            }
        }
    }

    @Test
    void penalties_do_not_count_refused_tokens() throws Exception {
        // the same chain in two ways: the likeliest token refused, or ruled out before it comes to be chosen
        int likeliest = choose(GREEDY, null, 1).getFirst();
        Consumer<SamplerStages> penalised = chain -> {
            chain.penalties(16, 1, 0, 3);
            chain.greedy();
        };
        Consumer<SamplerStages> banned = chain -> {
            chain.logitBias(Map.of(likeliest, Float.NEGATIVE_INFINITY));
            penalised.accept(chain);
        };
        assertEquals(choose(banned, null, 200), choose(penalised, new ToyFilter(id -> id != likeliest), 200));
    }

    @Test
    void a_filter_that_allows_nothing_is_an_error_that_accepts_nothing() throws Exception {
        var filter = new ToyFilter(_ -> false);
        var failure = assertThrows(LlamaException.class, () -> choose(USUAL, filter, 1));
        assertTrue(failure.getMessage().contains("allows no token"), failure.getMessage());
        assertTrue(filter.accepted.isEmpty());
    }

    @Test
    void stages_that_rule_out_what_the_filter_allows_are_an_error() throws Exception {
        var filter = new ToyFilter(id -> id == 28);
        var failure = assertThrows(LlamaException.class, () -> choose(chain -> {
            chain.logitBias(Map.of(28, Float.NEGATIVE_INFINITY));
            chain.random(1);
        }, filter, 1));
        assertTrue(failure.getMessage().contains("leave no token"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void a_logit_that_is_no_number_is_an_error(float value) throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows); var arena = Arena.ofConfined()) {
            MemorySegment row = arena.allocate(draws.row(0).byteSize()).copyFrom(draws.row(0));
            row.setAtIndex(JAVA_FLOAT, 49_000, value);
            TokenSampler sampler = draws.sampler(USUAL);
            var failure = assertThrows(DecodeException.class, () -> sampler.choose(row));
            assertTrue(failure.getMessage().contains(value + " as the logit of token 49000"), failure.getMessage());
            assertTrue(draws.vocabulary().size() > sampler.choose(draws.row(0)), "it goes on");
            sampler.free();
        }
    }

    @Test
    void minus_infinity_rules_a_token_out_unless_it_is_everywhere() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows); var arena = Arena.ofConfined()) {
            MemorySegment row = arena.allocate(draws.row(0).byteSize());
            for (int id = 0; id < draws.vocabulary().size(); id++)
                row.setAtIndex(JAVA_FLOAT, id, id == 77 ? -1e9f : Float.NEGATIVE_INFINITY);
            TokenSampler sampler = draws.sampler(USUAL);
            assertEquals(77, sampler.choose(row));
            row.setAtIndex(JAVA_FLOAT, 77, Float.NEGATIVE_INFINITY);
            assertThrows(DecodeException.class, () -> sampler.choose(row));
            sampler.free();
        }
    }

    @Test
    void typical_and_mirostat_are_themselves_after_a_token_was_ruled_out() throws Exception {
        for (Consumer<SamplerStages> stages : List.<Consumer<SamplerStages>>of(
                chain -> {
                    chain.typical(0.7f);
                    chain.random(42);
                },
                chain -> chain.mirostat(42, 3, 0.1f, 100))) {
            List<Integer> expected = choose(stages, null, 100);
            assertFalse(expected.contains(49_000));
            Consumer<SamplerStages> bias = chain -> chain.logitBias(Map.of(49_000, Float.NEGATIVE_INFINITY));
            assertEquals(expected, choose(bias.andThen(stages), null, 100));
        }
    }

    @Test
    void nothing_is_allocated_for_a_token() throws Exception {
        ChildJvm.Result child = ChildJvm.run(ManyDraws.class, rows.toString());
        assertEquals(0, child.exit(), child.output());
        int grown = Integer.parseInt(child.output().strip().replaceAll("(?s).*grown by ", ""));
        assertTrue(grown < 64 * ManyDraws.COUNT, "%d bytes in %d draws".formatted(grown, ManyDraws.COUNT));
    }

    @Test
    void tokens_that_are_not_in_the_vocabulary_are_refused() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            TokenSampler sampler = draws.sampler(USUAL);
            assertThrows(IllegalArgumentException.class, () -> sampler.accept(-1));
            assertThrows(IllegalArgumentException.class, () -> sampler.accept(49_152));
            sampler.free();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> draws.sampler(chain -> chain.logitBias(Map.of(49_152, 1f))));
        }
    }

    @Test
    void a_freed_sampler_refuses_to_choose() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            TokenSampler sampler = draws.sampler(USUAL);
            sampler.free();
            sampler.free();
            assertThrows(IllegalStateException.class, () -> sampler.choose(draws.row(0)));
        }
    }

    @Test
    void the_same_history_gives_the_same_penalties() throws Exception {
        Consumer<SamplerStages> stages = chain -> {
            chain.penalties(64, 1, 0, 100);
            chain.greedy();
        };
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            TokenSampler sampler = draws.sampler(stages);
            int first = sampler.choose(draws.row(0));
            assertNotEquals(first, sampler.choose(draws.row(0)));
            sampler.free();
            TokenSampler told = draws.sampler(stages);
            told.accept(first);
            assertFalse(first == told.choose(draws.row(0)));
            told.free();
        }
    }

    private static List<Integer> choose(Consumer<SamplerStages> stages, TokenFilter filter, int count)
            throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            var sampler = new TokenSampler(draws.vocabulary(), stages, LogProbabilityRequest.NONE, filter);
            try {
                var ids = new ArrayList<Integer>();
                for (int i = 0; i < count; i++) ids.add(sampler.choose(draws.row(i)));
                return ids;
            } finally {
                sampler.free();
            }
        }
    }

    private static float logit(MemorySegment row, int id) {
        return row.getAtIndex(JAVA_FLOAT, id);
    }
}

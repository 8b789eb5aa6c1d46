package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.LlamaException;
import dev.panallama.sampler.Candidates;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Samplers as values, and stages written in Java.
final class SamplerTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withContextLength(256).withThreads(1);
    private static Model model;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withGpuLayers(0));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void a_fraction_out_of_range_is_refused(float p) {
        refused("typical-p is", () -> new Stage.Typical(p));
        refused("the XTC probability is", () -> new Stage.Xtc(p, 0.1f));
        refused("the XTC threshold is", () -> new Stage.Xtc(0.5f, p));
        refused("the adaptive-p target is", () -> new Choice.AdaptiveP(p, 0.9f));
        refused("the adaptive-p decay is", () -> new Choice.AdaptiveP(0.5f, p));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 100.5f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void a_number_out_of_range_is_refused(float value) {
        refused("top-n-sigma is", () -> new Stage.TopNSigma(value));
        refused("the temperature is", () -> new Stage.DynamicTemperature(value, 0, 1));
        refused("the temperature's range is", () -> new Stage.DynamicTemperature(1, value, 1));
        refused("the temperature's exponent is", () -> new Stage.DynamicTemperature(1, 0, value));
        refused("the DRY multiplier is", () -> new Stage.Dry(value));
        refused("the DRY base is", () -> new Stage.Dry(1, value, 2, 64, List.of()));
        refused("the mirostat surprise is", () -> new Choice.Mirostat(value, 0.1f, 100));
        refused("the mirostat surprise is", () -> new Choice.Mirostat2(value, 0.1f));
        refused("the mirostat rate is", () -> new Choice.Mirostat2(5, value));
    }

    @Test
    void other_numbers_out_of_range_are_refused() {
        refused("the DRY base is 0.5", () -> new Stage.Dry(1, 0.5f, 2, 64, List.of()));
        refused("the DRY allowedLength is -1", () -> new Stage.Dry(1, 2, -1, 64, List.of()));
        refused("lastTokens is -1", () -> new Stage.Dry(1, 2, 2, -1, List.of()));
        refused("considers is 1", () -> new Choice.Mirostat(5, 0.1f, 1));
        refused("the token of a bias is -1", () -> new Stage.LogitBias(Map.of(-1, 1f)));
        refused("the bias of a token is NaN", () -> new Stage.LogitBias(Map.of(1, Float.NaN)));
        refused("the bias of a token is Infinity", () -> new Stage.LogitBias(Map.of(1, Float.POSITIVE_INFINITY)));
    }

    @Test
    void breakers_that_C_would_cut_or_skip_are_refused() {
        refused("breaker is 0", () -> new Stage.Dry(1, 2, 2, 64, List.of("")));
        refused("breaker is 42", () -> new Stage.Dry(1, 2, 2, 64, List.of("é".repeat(21))));
        refused("breakers is 65", () -> new Stage.Dry(1, 2, 2, 64, Collections.nCopies(65, "x")));
        refused("NUL", () -> new Stage.Dry(1, 2, 2, 64, List.of("a\0b")));
    }

    @Test
    void stages_are_replaced_added_and_taken_away() {
        Sampler sampler = Sampler.of(new Stage.TopK(3), new Stage.MinP(0.1f)).withSeed(5);
        assertEquals(sampler, sampler.with(new Stage.TopP(0.5f)).without(Stage.TopP.class));
        assertEquals(List.of(new Stage.MinP(0.1f)), sampler.without(Stage.TopK.class).stages());
        var own = new Stage.Custom(() -> _ -> {});
        assertEquals(4, sampler.with(own).with(own).stages().size());
        assertEquals(5, sampler.with(new Choice.Greedy()).seed());
    }

    @Test
    void a_stage_in_Java_is_told_of_the_text_and_of_each_token() {
        var told = new ArrayList<Integer>();
        try (var session = model.session(OPTIONS)) {
            session.append("Hello there,");
            session.generate(Sampler.greedy().with(new Stage.Custom(() -> new Noting(told))), 5).text();
            assertEquals(Arrays.stream(session.tokens()).boxed().toList(), told);
        }
    }

    private record Noting(List<Integer> told) implements LogitsProcessor {
        @Override
        public void apply(Candidates candidates) {}

        @Override
        public void accept(int token) {
            told.add(token);
        }
    }

    @Test
    void each_generation_gets_a_processor_of_its_own() {
        var made = new ArrayList<LogitsProcessor>();
        Sampler sampler = Sampler.greedy().with(new Stage.Custom(() -> {
            LogitsProcessor processor = _ -> {};
            made.add(processor);
            return processor;
        }));
        try (var session = model.session(OPTIONS)) {
            session.append("Hello");
            session.generate(sampler, 2).text();
            session.generate(sampler, 2).text();
        }
        assertEquals(2, made.size());
    }

    @Test
    void candidates_say_what_they_are_and_are_dead_when_the_stage_has_returned() {
        var kept = new ArrayList<Candidates>();
        generate(candidates -> {
            kept.add(candidates);
            assertEquals(model.vocabulary().size(), candidates.size());
            assertEquals(100, candidates.id(100));
            double sum = 0;
            for (int i = 0; i < candidates.size(); i++) sum += candidates.probability(i);
            assertEquals(1, sum, 1e-9);
            candidates.sort();
            for (int i = 1; i < candidates.size(); i++) assertTrue(candidates.logit(i - 1) >= candidates.logit(i));
            candidates.removeIf((id, _) -> id % 2 == 0);
            candidates.keepFirst(2);
            assertEquals(2, candidates.size());
            assertEquals(1, candidates.probability(0) + candidates.probability(1), 1e-9);
            candidates.logit(1, candidates.logit(0));
            assertEquals(0.5, candidates.probability(0), 1e-9);
            assertThrows(IndexOutOfBoundsException.class, () -> candidates.id(2));
            assertThrows(IndexOutOfBoundsException.class, () -> candidates.logit(-1, 0));
        });
        assertThrows(IllegalStateException.class, () -> kept.getFirst().size());
        assertThrows(IllegalStateException.class, () -> kept.getFirst().logit(0, 1));
        assertThrows(IllegalStateException.class, kept.getFirst()::sort);
    }

    @Test
    void what_C_could_not_take_is_refused_in_the_stage() {
        generate(candidates -> {
            int size = candidates.size();
            refused("NaN", () -> candidates.logit(0, Float.NaN));
            refused("Infinity", () -> candidates.logit(0, Float.POSITIVE_INFINITY));
            refused("0 candidates", () -> candidates.keepFirst(0));
            refused("would be removed", () -> candidates.removeIf((_, _) -> true));
            assertEquals(size, candidates.size());
        });
    }

    @Test
    void what_a_stage_throws_reaches_the_caller_and_the_session_goes_on() {
        var failure = new UnsupportedOperationException("not today");
        try (var session = model.session(OPTIONS)) {
            String expected = session.append("The capital of France is").generate(Sampler.greedy(), 4).text();
            session.clear();
            session.append("The capital of France is");
            Generation generation = session.generate(Sampler.greedy().with(new Stage.Custom(() -> _ -> {
                throw failure;
            })), 4);
            assertEquals(failure, assertThrows(UnsupportedOperationException.class, generation::text));
            assertEquals(expected, session.generate(Sampler.greedy(), 4).text());
        }
    }

    @Test
    void a_stage_that_rules_everything_out_is_an_error() {
        try (var session = model.session(OPTIONS)) {
            Sampler sampler = Sampler.defaults().with(new Stage.Custom(() -> candidates -> {
                for (int i = 0; i < candidates.size(); i++) candidates.logit(i, Float.NEGATIVE_INFINITY);
            }));
            Generation generation = session.append("Hello").generate(sampler, 2);
            assertThrows(LlamaException.class, generation::text);
            assertEquals(2, session.generate(Sampler.greedy(), 2).stream().count());
        }
    }

    @Test
    void a_stage_cannot_call_its_session() {
        try (var session = model.session(OPTIONS)) {
            Sampler sampler = Sampler.greedy().with(new Stage.Custom(() -> _ -> session.append("more")));
            Generation generation = session.append("Hello").generate(sampler, 2);
            assertThrows(IllegalStateException.class, generation::text);
            assertEquals(2, session.generate(Sampler.greedy(), 2).stream().count());
        }
    }

    private static void generate(LogitsProcessor processor) {
        try (var session = model.session(OPTIONS)) {
            Sampler sampler = Sampler.of(new Stage.Custom(() -> processor));
            assertEquals(1, session.append("Hello").generate(sampler, 1).stream().count());
        }
    }

    private static void refused(String message, Executable action) {
        var refused = assertThrows(IllegalArgumentException.class, action);
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}

package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.InputTooLongException;
import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts that are scored, compared with the logits of a session.
final class ScorerTest {
    private static final SessionOptions ONE_THREAD = SessionOptions.defaults().withThreads(1).withContextLength(512);
    private static final double SAME = 2e-3; // batches of another size differ in the last digits of a logit

    private static Model model;
    private static Scorer scorer;

    @BeforeAll
    static void open() {
        model = Model.load(TestModels.smolLm2());
        scorer = model.scorer(ONE_THREAD);
    }

    @AfterAll
    static void close() {
        scorer.close();
        model.close();
    }

    @Test
    void the_likeliest_tokens_in_each_place_are_told() {
        int[] all = model.vocabulary().tokenize("The capital of France is Paris, of course");
        int[] prefix = Arrays.copyOf(all, 3);
        int[] rest = Arrays.copyOfRange(all, 3, all.length);
        for (ScoredToken it : scorer.score(prefix, rest, 3).tokens()) {
            assertEquals(3, it.alternatives().size());
            Token.Alternative best = it.alternatives().getFirst();
            assertTrue(best.logProbability() > it.alternatives().get(1).logProbability());
            assertEquals(it.likeliest(), best.id() == it.id());
            if (it.likeliest()) assertEquals(it.logProbability(), best.logProbability(), 1e-6);
        }
        assertEquals(List.of(), scorer.score(prefix, rest).tokens().getFirst().alternatives());
    }

    @Test
    void a_score_is_what_the_logits_of_a_session_say() {
        Score score = scorer.score("The capital of France is", " Paris, of course.");
        int[] prefix = model.vocabulary().tokenize("The capital of France is");
        assertArrayEquals(model.vocabulary().tokenize(" Paris, of course."), ids(score));
        assertArrayEquals(bySession(model, prefix, ids(score)), logProbabilities(score), SAME);
        assertEquals(" Paris", score.tokens().getFirst().text());
        assertEquals(IntStream.of(ids(score)).count(), score.tokens().size());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void texts_that_share_a_prefix_have_the_scores_they_have_alone(Path file) {
        try (Model tiny = Model.load(file);
                Scorer together = tiny.scorer(ONE_THREAD.withBatchSize(32));
                Scorer alone = tiny.scorer(ONE_THREAD.withBatchSize(1))) {
            String prefix = "all that a text needs is a beginning ".repeat(3);
            var texts = new ArrayList<String>();
            for (int i = 0; i < 40; i++) texts.add("and an end ".repeat(i % 7) + "number " + i);
            List<Score> scores = together.score(prefix, texts);
            for (int i = 0; i < texts.size(); i += 5)
                assertArrayEquals(
                        logProbabilities(alone.score(prefix, texts.get(i))), logProbabilities(scores.get(i)), SAME);
        }
    }

    static List<Path> kinds() {
        return List.of(TinyModels.llama(), TinyModels.gemma3(), TinyModels.mamba(), TinyModels.jamba(),
                TinyModels.gpt2(), TinyModels.mixtureOfExperts());
    }

    @Test
    void the_likeliest_text_is_what_greedy_sampling_generates() {
        String prefix = "The capital of France is";
        String greedy;
        try (Session session = model.session(ONE_THREAD)) {
            greedy = session.append(prefix).generate(Sampler.greedy(), 5).text();
        }
        assertTrue(scorer.score(prefix, greedy).isGreedy(), greedy);
        assertFalse(scorer.score(prefix, " nowhere").isGreedy());
    }

    @Test
    void of_several_choices_the_right_one_is_best() {
        MultipleChoice capital = scorer.choose("The capital of France is", List.of(" Rome", " Paris", " Berlin"));
        assertEquals(1, capital.best());
        assertEquals(1, capital.bestPerByte());
        assertEquals(1, IntStream.range(0, 3).mapToDouble(i -> capital.probabilities()[i]).sum(), 1e-9);
        assertTrue(capital.probabilities()[1] > 0.5, capital.toString());
    }

    @Test
    void an_empty_prefix_stands_for_the_beginning_of_a_text() {
        Score score = scorer.score("", "Once upon a time");
        int[] begin = {model.vocabulary().beginningOfText().orElseThrow()};
        assertArrayEquals(bySession(model, begin, ids(score)), logProbabilities(score), SAME);
    }

    @Test
    void a_token_across_the_border_belongs_to_the_text() {
        Score score = scorer.score("The capital of France is Pa", "ris and");
        assertEquals(List.of(" Paris", " and"), score.tokens().stream().map(ScoredToken::text).toList());
    }

    @Test
    void tokens_can_be_scored_after_tokens() {
        int[] prefix = model.vocabulary().tokenize("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", false,
                true);
        int[] answer = model.vocabulary().tokenize("Hello!");
        assertArrayEquals(bySession(model, prefix, answer), logProbabilities(scorer.score(prefix, answer)), SAME);
    }

    @Test
    void a_text_that_does_not_fit_is_refused_with_the_numbers() {
        var refused = assertThrows(InputTooLongException.class,
                () -> scorer.score("a ".repeat(500), "b ".repeat(500)));
        assertTrue(refused.getMessage().contains("512"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> scorer.score("something", ""));
        assertThrows(IllegalArgumentException.class, () -> scorer.score(new int[]{1}, new int[0]));
        assertThrows(IllegalArgumentException.class, () -> scorer.score(new int[]{1}, new int[]{1 << 30}));
    }

    @Test
    void perplexity_wants_two_windows() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> scorer.perplexity("too short", 16, _ -> {}));
        assertTrue(refused.getMessage().contains("two windows of 16 need 32"), refused.getMessage());
    }

    @Test
    void perplexity_is_that_of_the_second_half_of_each_window() {
        String text = "It was the best of times, it was the worst of times, it was the age of wisdom. ".repeat(3);
        int[] tokens = model.vocabulary().tokenize(text);
        assertFalse(model.vocabulary().addsBeginningOfText()); // else each window would begin with it
        double sum = 0;
        int count = 0;
        for (int window = 0; window < tokens.length / 16; window++) {
            int[] prefix = java.util.Arrays.copyOfRange(tokens, window * 16, window * 16 + 9);
            int[] rest = java.util.Arrays.copyOfRange(tokens, window * 16 + 9, window * 16 + 16);
            for (double it : bySession(model, prefix, rest)) sum -= it;
            count += rest.length;
        }
        var seen = new ArrayList<Perplexity>();
        Perplexity perplexity = scorer.perplexity(text, 16, seen::add);
        assertEquals(Math.exp(sum / count), perplexity.value(), 0.005 * perplexity.value());
        assertEquals(count, perplexity.scoredTokens());
        assertEquals(perplexity.allWindows(), seen.size());
        assertEquals(perplexity, seen.getLast());
    }

    @Test
    void an_interrupt_cancels() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> scorer.perplexity("word ".repeat(3000)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void a_model_with_an_open_scorer_is_not_closed_and_a_closed_scorer_refuses() {
        try (Model tiny = Model.load(TinyModels.llama())) {
            Scorer closed = tiny.scorer(ONE_THREAD);
            assertThrows(IllegalStateException.class, tiny::close);
            closed.close();
            closed.close();
            assertThrows(IllegalStateException.class, () -> closed.score("a", "b"));
            assertThrows(IllegalStateException.class, () -> closed.perplexity("a ".repeat(3000)));
        }
    }

    @Test
    void an_encoder_cannot_score() {
        try (Model bert = Model.load(TinyModels.bert()); Model t5 = Model.load(TinyModels.t5())) {
            assertThrows(UnsupportedOperationException.class, bert::scorer);
            assertThrows(UnsupportedOperationException.class, t5::scorer);
        }
    }

    private static double[] bySession(Model model, int[] prefix, int[] ids) {
        var result = new double[ids.length];
        try (Session session = model.session(ONE_THREAD)) {
            session.append(prefix);
            for (int i = 0; i < ids.length; i++) {
                float[] logits = session.logits();
                double sum = 0;
                for (float logit : logits) sum += Math.exp(logit);
                result[i] = logits[ids[i]] - Math.log(sum);
                session.append(ids[i]);
            }
        }
        return result;
    }

    private static int[] ids(Score score) {
        return score.tokens().stream().mapToInt(ScoredToken::id).toArray();
    }

    private static double[] logProbabilities(Score score) {
        return score.tokens().stream().mapToDouble(ScoredToken::logProbability).toArray();
    }
}

package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is sampled with guesses, right and wrong ones, has the probabilities that the model and the sampler give it.
final class SpeculationDistributionTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withFlashAttention(FlashAttention.ON);
    private static final int LENGTH = 3; // tokens of a sample; the first is chosen without guesses
    private static final int KEPT = 4; // candidates
    private static final int SAMPLES = 4000;
    private static final GenerationOptions SHORT = GenerationOptions.defaults()
            .withMaxTokens(LENGTH)
            .withEndsWithModel(false);

    @Test
    void samples_have_the_probabilities_of_plain_decoding() {
        try (var model = Model.load(TinyModels.llama());
                var plain = model.session(OPTIONS);
                var quick = model.session(OPTIONS.withSpeculation(
                        Speculation.draftModel(model).withAdaptive(false).withMinProbability(0).withGuesses(2)))) {
            var expected = new HashMap<List<Integer>, Double>();
            probabilities(model, plain.append("hello"), List.of(), 1, expected);
            assertEquals(1, expected.values().stream().mapToDouble(Double::doubleValue).sum(), 1e-6);
            checkSame(expected, samples(quick.append("hello")));
        }
    }

    /// Computes the probabilities of all samples that begin with certain tokens, which the session holds.
    private static void probabilities(
            Model model, Session session, List<Integer> begun, double probability, Map<List<Integer>, Double> all) {
        if (begun.size() == LENGTH) {
            all.put(begun, probability);
            return;
        }
        int position = session.position();
        float[] logits = session.logits();
        int[] likeliest = IntStream.range(0, logits.length)
                .filter(id -> !model.vocabulary().isEndOfGeneration(id))
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -logits[id]))
                .limit(KEPT)
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = Arrays.stream(likeliest).mapToDouble(id -> Math.exp(logits[id])).sum();
        for (int id : likeliest) {
            session.append(id);
            var longer = IntStream.concat(begun.stream().mapToInt(Integer::intValue), IntStream.of(id)).boxed()
                    .toList();
            probabilities(model, session, longer, probability * Math.exp(logits[id]) / sum, all);
            session.rewind(position);
        }
    }

    private static Map<List<Integer>, Integer> samples(Session session) {
        var counts = new HashMap<List<Integer>, Integer>();
        int position = session.position();
        int guessed = 0;
        int accepted = 0;
        for (int seed = 1; seed <= SAMPLES; seed++) {
            Sampler sampler = Sampler.of(new Stage.TopK(KEPT)).withSeed(seed);
            Generation generation = session.generate(sampler, SHORT);
            counts.merge(generation.stream().map(Token::id).toList(), 1, Integer::sum);
            guessed += generation.speculation().guessed();
            accepted += generation.speculation().accepted();
            session.rewind(position);
        }
        assertTrue(accepted > SAMPLES / 10 && accepted < guessed * 9 / 10, "%d of %d".formatted(accepted, guessed));
        return counts;
    }

    /// By the chi-square test; samples that are expected seldom count together.
    private static void checkSame(Map<List<Integer>, Double> expected, Map<List<Integer>, Integer> counts) {
        double distance = 0;
        double seldom = 0;
        int seldomCount = 0;
        int kinds = 0;
        for (var it : expected.entrySet()) {
            double mean = it.getValue() * SAMPLES;
            int count = counts.getOrDefault(it.getKey(), 0);
            if (mean < 5) {
                seldom += mean;
                seldomCount += count;
            } else {
                distance += (count - mean) * (count - mean) / mean;
                kinds++;
            }
        }
        if (seldom > 0) distance += (seldomCount - seldom) * (seldomCount - seldom) / seldom;
        assertEquals(SAMPLES, counts.entrySet().stream().filter(it -> expected.containsKey(it.getKey()))
                .mapToInt(Map.Entry::getValue).sum(), "samples that are possible");
        assertTrue(kinds > 10, kinds + " kinds of samples");
        double most = kinds + 4 * Math.sqrt(2.0 * kinds); // four standard deviations
        assertTrue(distance < most, "chi-square %.1f of %d kinds, at most %.1f".formatted(distance, kinds, most));
    }
}

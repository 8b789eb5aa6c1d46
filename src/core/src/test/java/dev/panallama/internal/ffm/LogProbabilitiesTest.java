package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LogitRows;
import dev.panallama.TestModels;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.LogProbabilityRequest.When;
import dev.panallama.internal.host.SamplerStages;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogProbabilitiesTest {
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

    @Test
    void log_probabilities_before_sampling_are_those_of_the_model() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            var request = new LogProbabilityRequest(When.BEFORE_SAMPLING, 20);
            var sampler = new TokenSampler(draws.vocabulary(), USUAL, request, null);
            for (int i = 0; i < LogitRows.COUNT; i++) {
                MemorySegment row = draws.row(i);
                int chosen = sampler.choose(row);
                double[] plain = logSoftmax(row, draws.vocabulary().size());
                LogProbabilities found = sampler.logProbabilities();
                assertEquals(plain[chosen], found.chosen(), 1e-6);
                List<Integer> order = IntStream.range(0, plain.length)
                        .boxed()
                        .sorted((a, b) -> Double.compare(plain[b], plain[a]))
                        .limit(20)
                        .toList();
                assertEquals(20, found.count());
                for (int n = 0; n < 20; n++) {
                    assertEquals(order.get(n), found.id(n));
                    assertEquals(plain[order.get(n)], found.value(n), 1e-6);
                }
            }
            sampler.free();
        }
    }

    @Test
    void log_probabilities_after_sampling_are_of_what_the_stages_left() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            var request = new LogProbabilityRequest(When.AFTER_SAMPLING, 10);
            Consumer<SamplerStages> stages = chain -> {
                chain.topK(4);
                chain.temperature(0.5f);
                chain.random(7);
            };
            var sampler = new TokenSampler(draws.vocabulary(), stages, request, null);
            for (int i = 0; i < LogitRows.COUNT; i++) {
                MemorySegment row = draws.row(i);
                int chosen = sampler.choose(row);
                LogProbabilities found = sampler.logProbabilities();
                assertEquals(4, found.count());
                double sum = 0;
                for (int n = 0; n < 4; n++) sum += Math.exp(found.value(n));
                assertEquals(1, sum, 1e-6);
                // temperature 0.5 doubles the differences
                double expected = 2 * (logit(row, found.id(0)) - logit(row, found.id(3)));
                assertEquals(expected, found.value(0) - found.value(3), 1e-4);
                boolean among = IntStream.range(0, 4)
                        .anyMatch(n -> found.id(n) == chosen && found.value(n) == found.chosen());
                assertTrue(among);
            }
            sampler.free();
        }
    }

    @Test
    void a_choice_by_temperature_zero_is_certain() throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            var sampler = new TokenSampler(draws.vocabulary(), chain -> {
                chain.temperature(0);
                chain.random(1);
            }, new LogProbabilityRequest(When.AFTER_SAMPLING, 5), null);
            sampler.choose(draws.row(0));
            assertEquals(0, sampler.logProbabilities().chosen());
            assertEquals(1, sampler.logProbabilities().count());
            sampler.free();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1001, Integer.MAX_VALUE})
    void a_number_of_alternatives_out_of_range_is_refused(int alternatives) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LogProbabilityRequest(When.AFTER_SAMPLING, alternatives));
    }

    private static float logit(MemorySegment row, int id) {
        return row.getAtIndex(JAVA_FLOAT, id);
    }

    private static double[] logSoftmax(MemorySegment row, int size) {
        double[] logits = IntStream.range(0, size).mapToDouble(id -> logit(row, id)).toArray();
        double sum = 0;
        for (double logit : logits) sum += Math.exp(logit);
        double log = Math.log(sum);
        return IntStream.range(0, size).mapToDouble(id -> logits[id] - log).toArray();
    }
}

package dev.panallama.runner.answering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.json.JsonMapper;

final class SamplingFieldsTest {
    /// All that can be said, with no value that is usual.
    static final List<Sampler> ALL = List.of(
            Sampler.of(new Stage.LogitBias(Map.of(5, 0.1f)), new Stage.TopK(5), new Stage.TopP(0.3f),
                    new Stage.MinP(0.2f), new Stage.Typical(0.7f), new Stage.TopNSigma(1.3f)).withSeed(7),
            Sampler.of(new Stage.DynamicTemperature(0.7f, 0.3f, 1.1f), new Stage.Xtc(0.4f, 0.2f), new Stage.Infill()),
            Sampler.of(new Stage.Penalties(99, 1.1f, -0.2f, 0.3f),
                    new Stage.Dry(0.7f, 1.9f, 3, 512, List.of("x"))),
            Sampler.of(new Stage.Temperature(0.4f)).with(new Choice.AdaptiveP(0.3f, 0.8f)),
            Sampler.of().with(new Choice.Mirostat(3.3f, 0.2f, 100)));

    private static Fields fields(String json) {
        return new Fields(JsonMapper.shared().readTree(json));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void each_field_of_a_sampler_is_obeyed(Sampler sampler) {
        assertEquals(sampler, SamplingFields.sampler(fields(sampler.toJson())));
    }

    @Test
    void a_field_that_is_wrong_is_named_and_others_are_not_looked_at() {
        for (String wrong : List.of("min_keep", "top_k", "mirostat")) {
            var refused = assertThrows(RequestException.class,
                    () -> SamplingFields.sampler(fields("{\"messages\": [], \"%s\": 2.5}".formatted(wrong))));
            assertEquals(Optional.of(wrong), refused.problem().field());
        }
    }

    @Test
    void a_seed_of_64_bits_is_folded() {
        assertEquals(Long.hashCode(1L << 40), SamplingFields.sampler(fields("{\"seed\": 1099511627776}")).seed());
        assertEquals(-2, SamplingFields.sampler(fields("{\"seed\": 4294967294}")).seed());
    }
}

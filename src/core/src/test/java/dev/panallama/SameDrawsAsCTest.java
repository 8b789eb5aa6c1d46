package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.internal.ffm.Draws;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Each stage and choice draws the tokens that the same chain in C draws.
final class SameDrawsAsCTest {
    private static final int DRAWS = 1000;
    private static final int CONTEXT = 2048;

    private static final Map<String, Sampler> CHAINS = chains();

    static final List<String> NAMES = List.copyOf(CHAINS.keySet());

    @TempDir
    private static Path folder;

    private static Path rows;
    private static Map<String, List<Integer>> expected;

    private static Map<String, Sampler> chains() {
        var chains = new LinkedHashMap<String, Sampler>();
        chains.put("greedy", Sampler.greedy());
        chains.put("dist 42", Sampler.of().withSeed(42));
        chains.put("dist 4294967294", Sampler.of().withSeed(-2));
        chains.put("top-k 7;dist 42", Sampler.of(new Stage.TopK(7)).withSeed(42));
        chains.put("top-k 0;dist 42", Sampler.of(new Stage.TopK(0)).withSeed(42));
        chains.put("top-k 300;dist 42", Sampler.of(new Stage.TopK(300)).withSeed(42));
        chains.put("top-p 0.8;dist 42", Sampler.of(new Stage.TopP(0.8f)).withSeed(42));
        chains.put("min-p 0.05;dist 42", Sampler.of(new Stage.MinP(0.05f)).withSeed(42));
        chains.put("typical 0.7;dist 42", Sampler.of(new Stage.Typical(0.7f)).withSeed(42));
        chains.put("top-n-sigma 1.5;dist 42", Sampler.of(new Stage.TopNSigma(1.5f)).withSeed(42));
        chains.put("xtc 0.5 0.1 42;dist 42", Sampler.of(new Stage.Xtc(0.5f, 0.1f)).withSeed(42));
        chains.put("xtc 0.5 0.1 42;greedy", Sampler.greedy().with(new Stage.Xtc(0.5f, 0.1f)).withSeed(42));
        chains.put("temp 0.3;dist 42", Sampler.of(new Stage.Temperature(0.3f)).withSeed(42));
        chains.put("temp 2.5;dist 42", Sampler.of(new Stage.Temperature(2.5f)).withSeed(42));
        chains.put("temp 0;dist 42", Sampler.of(new Stage.Temperature(0)).withSeed(42));
        chains.put(
                "temp-ext 1 0.7 1.5;dist 42", Sampler.of(new Stage.DynamicTemperature(1, 0.7f, 1.5f)).withSeed(42));
        chains.put(
                "penalties 64 1.3 0.2 0.4;dist 42", Sampler.of(new Stage.Penalties(64, 1.3f, 0.2f, 0.4f)).withSeed(42));
        chains.put("penalties 16 1 0 5;greedy", Sampler.greedy().with(new Stage.Penalties(16, 1, 0, 5)));
        chains.put(
                "dry 4 1.75 1 2048;top-k 3;dist 42", Sampler.of(new Stage.Dry(4, 1.75f, 1, Integer.MAX_VALUE,
                        Stage.Dry.USUAL_BREAKERS), new Stage.TopK(3)).withSeed(42));
        chains.put(
                "logit-bias 28 -inf 260 3.5 198 -2;dist 42", Sampler.of(new Stage.LogitBias(
                        Map.of(28, Float.NEGATIVE_INFINITY, 260, 3.5f, 198, -2f))).withSeed(42));
        chains.put("top-k 9;logit-bias 28 -inf 260 3.5;dist 42", Sampler.of(new Stage.TopK(9), new Stage.LogitBias(
                Map.of(28, Float.NEGATIVE_INFINITY, 260, 3.5f))).withSeed(42));
        chains.put(
                "top-k 40;top-p 0.95;infill;dist 42",
                Sampler.of(new Stage.TopK(40), new Stage.TopP(0.95f), new Stage.Infill()).withSeed(42));
        chains.put(
                "top-k 100;mirostat 42 3 0.2 100",
                Sampler.of(new Stage.TopK(100)).with(new Choice.Mirostat(3, 0.2f, 100)).withSeed(42));
        chains.put("mirostat 42 5 0.1 100", Sampler.of().with(new Choice.Mirostat(5, 0.1f, 100)).withSeed(42));
        chains.put("temp 1.2;mirostat-v2 42 4 0.3",
                Sampler.of(new Stage.Temperature(1.2f)).with(new Choice.Mirostat2(4, 0.3f)).withSeed(42));
        chains.put("min-p 0.01;adaptive-p 0.4 0.9 42",
                Sampler.of(new Stage.MinP(0.01f)).with(new Choice.AdaptiveP(0.4f, 0.9f)).withSeed(42));
        chains.put("temp 2;top-p 0.8;dist 42", Sampler.of(new Stage.Temperature(2), new Stage.TopP(0.8f)).withSeed(42));
        chains.put("top-p 0.8;temp 2;dist 42", Sampler.of(new Stage.TopP(0.8f), new Stage.Temperature(2)).withSeed(42));
        chains.put("top-k 40;top-p 0.95;min-p 0.05;temp 0.8;dist 42", Sampler.defaults().withSeed(42));
        chains.put("dry 0.8 1.75 2 2048;min-p 0.02;xtc 0.5 0.1 42;dist 42", Sampler.creative().withSeed(42));
        chains.put("top-k 40;top-p 0.9;min-p 0.1;temp 0.2;dist 42", Sampler.precise().withSeed(42));
        return chains;
    }

    @BeforeAll
    static void draw_in_C() throws Exception {
        rows = LogitRows.write(folder);
        var program = new CProgram(folder, "sample");
        List<List<Integer>> lines = program.sample(TestModels.smolLm2(), rows, DRAWS, NAMES);
        assertEquals(NAMES.size(), lines.size());
        expected = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.size(); i++) expected.put(NAMES.get(i), lines.get(i));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void a_chain_draws_what_it_draws_in_C(String chain) throws Exception {
        assertEquals(DRAWS, expected.get(chain).size());
        assertEquals(expected.get(chain), draw(CHAINS.get(chain)));
    }

    @Test
    void the_chains_differ_and_vary() {
        var all = new HashSet<>(expected.values());
        var same = List.of("top-k 0;dist 42", "temp 0;dist 42"); // as dist 42 and greedy
        assertEquals(NAMES.size() - same.size(), all.size());
        expected.forEach((chain, ids) -> assertTrue(new HashSet<>(ids).size() >= 10, chain));
    }

    @Test
    void a_stage_in_Java_draws_what_its_native_like_draws() throws Exception {
        var topSeven = new Stage.Custom(() -> candidates -> {
            candidates.sort();
            candidates.keepFirst(7);
        });
        assertEquals(expected.get("top-k 7;dist 42"), draw(Sampler.of(topSeven).withSeed(42)));
    }

    @Test
    void a_stage_in_Java_between_native_ones_has_its_place() throws Exception {
        var warm = new Stage.Custom(() -> candidates -> {
            for (int i = 0; i < candidates.size(); i++) candidates.logit(i, candidates.logit(i) / 2);
        });
        assertEquals(
                expected.get("temp 2;top-p 0.8;dist 42"), draw(Sampler.of(warm, new Stage.TopP(0.8f)).withSeed(42)));
        assertEquals(
                expected.get("top-p 0.8;temp 2;dist 42"), draw(Sampler.of(new Stage.TopP(0.8f), warm).withSeed(42)));
    }

    @Test
    void without_a_seed_two_generations_differ() throws Exception {
        for (Sampler sampler : List.of(
                Sampler.of(),
                Sampler.of().with(new Choice.Mirostat(5, 0.1f, 100)),
                Sampler.of().with(new Choice.Mirostat2(5, 0.1f)),
                Sampler.of().with(new Choice.AdaptiveP(0.3f, 0.9f)),
                Sampler.greedy().with(new Stage.Xtc(0.5f, 0.1f))))
            assertNotEquals(draw(sampler, 50), draw(sampler, 50), sampler::toString);
    }

    private static List<Integer> draw(Sampler sampler) throws Exception {
        return draw(sampler, DRAWS);
    }

    private static List<Integer> draw(Sampler sampler, int count) throws Exception {
        try (var draws = new Draws(TestModels.smolLm2(), rows)) {
            return draws.draw(chain -> new SamplerSteps(sampler, CONTEXT).addTo(chain), count);
        }
    }
}

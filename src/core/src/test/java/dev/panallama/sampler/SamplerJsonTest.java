package dev.panallama.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Stage.Custom;
import dev.panallama.sampler.Stage.Dry;
import dev.panallama.sampler.Stage.DynamicTemperature;
import dev.panallama.sampler.Stage.Infill;
import dev.panallama.sampler.Stage.LogitBias;
import dev.panallama.sampler.Stage.MinP;
import dev.panallama.sampler.Stage.Penalties;
import dev.panallama.sampler.Stage.Temperature;
import dev.panallama.sampler.Stage.TopK;
import dev.panallama.sampler.Stage.TopNSigma;
import dev.panallama.sampler.Stage.TopP;
import dev.panallama.sampler.Stage.Typical;
import dev.panallama.sampler.Stage.Xtc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplerJsonTest {
    private static final Dry DRY = new Dry(0.7f, 1.9f, 3, 512, List.of("\n", "\"", "é"));

    static final List<Sampler> EXPRESSIBLE = List.of(
            Sampler.greedy(),
            Sampler.greedy().withSeed(4),
            Sampler.defaults(),
            Sampler.creative().withSeed(-2),
            Sampler.precise().withSeed(0),
            Sampler.of(),
            Sampler.of(new TopK(0), new TopP(1), new MinP(0), new Typical(1), new TopNSigma(0), new Xtc(0, 1)),
            Sampler.of(new Temperature(0.1f), new TopP(0.3f), new TopK(Integer.MAX_VALUE), new MinP(1e-6f)),
            Sampler.of(new TopK(5), new TopK(5)),
            Sampler.of(new Temperature(0), new TopK(5)),
            Sampler.of(new DynamicTemperature(0.7f, 0.3f, 1.1f), new Typical(0.7f), new TopNSigma(1.3f)),
            Sampler.of(new Penalties(99, 1.1f, -0.2f, 0.3f), DRY, new Xtc(0.4f, 0.2f), new Infill()),
            Sampler.of(new Dry(1)),
            Sampler.of(new LogitBias(Map.of(5, 0.1f, 3, Float.NEGATIVE_INFINITY)), new TopK(3)),
            Sampler.of(new MinP(0.1f)).with(new Choice.AdaptiveP(0.3f, 0.8f)).withSeed(9),
            Sampler.of().with(new Choice.Mirostat(3.3f, 0.2f, 100)),
            Sampler.of(new Temperature(0.7f)).with(new Choice.Mirostat2(5, 0.1f)).withSeed(1));

    @ParameterizedTest
    @FieldSource("EXPRESSIBLE")
    void what_is_written_is_read_again_the_same(Sampler sampler) {
        assertEquals(sampler, Sampler.fromJson(sampler.toJson()), sampler.toJson());
    }

    @Test
    void it_is_written_as_the_server_reads_it() {
        String expected = """
                {"logit_bias":[[7,false],[9,1.5]],"top_k":40,"top_p":0.95,"mirostat":0,\
                "samplers":["top_k","top_p"],"seed":4294967294}""";
        var bias = new LogitBias(Map.of(9, 1.5f, 7, Float.NEGATIVE_INFINITY));
        assertEquals(expected, Sampler.of(bias, new TopK(40), new TopP(0.95f)).withSeed(-2).toJson());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "{}",
            "{\"seed\": -1}",
            "{\"seed\": 4294967295, \"temperature\": null}",
            "{\"prompt\": \"Hello\", \"n_predict\": 128, \"stream\": true, \"unheard_of\": {\"a\": 1}}",
            "{\"repeat_penalty\": 1.0, \"min_keep\": 0, \"mirostat\": 0, \"xtc_probability\": 0}"})
    void what_says_nothing_of_sampling_gives_the_defaults(String json) {
        assertEquals(Sampler.defaults(), Sampler.fromJson(json));
    }

    /// What the server's README shows as its settings, as `GET /slots` tells them.
    @Test
    void the_settings_that_the_server_tells_are_its_defaults() {
        String settings = """
                {"n_predict": -1, "seed": 4294967295, "temperature": 0.800000011920929, "dynatemp_range": 0.0,
                "dynatemp_exponent": 1.0, "top_k": 40, "top_p": 0.949999988079071, "min_p": 0.05000000074505806,
                "top_n_sigma": -1.0, "xtc_probability": 0.0, "xtc_threshold": 0.10000000149011612, "typical_p": 1.0,
                "repeat_last_n": 64, "repeat_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0,
                "dry_multiplier": 0.0, "dry_base": 1.75, "dry_allowed_length": 2, "dry_penalty_last_n": 131072,
                "dry_sequence_breakers": ["\\n", ":", "\\"", "*"], "mirostat": 0, "mirostat_tau": 5.0,
                "mirostat_eta": 0.10000000149011612, "stop": [], "ignore_eos": false, "logit_bias": [], "n_probs": 0,
                "min_keep": 0, "grammar": ""}""";
        assertEquals(Sampler.defaults(), Sampler.fromJson(settings));
        String order = "\"samplers\": [\"dry\", \"top_k\", \"typ_p\", \"top_p\", \"min_p\", \"xtc\", \"temperature\"], ";
        Sampler ordered = Sampler.fromJson("{" + order + settings.substring(1));
        assertEquals(
                Sampler.of(
                        new Dry(0, 1.75f, 2, 131_072, Dry.USUAL_BREAKERS),
                        new TopK(40),
                        new Typical(1),
                        new TopP(0.95f),
                        new MinP(0.05f),
                        new Xtc(0, 0.1f),
                        new Temperature(0.8f)),
                ordered);
    }

    @Test
    void every_field_has_its_place_in_the_usual_order() {
        Sampler sampler = Sampler.fromJson("""
                {"temperature": 1.5, "dynatemp_range": 0.5, "dynatemp_exponent": 2, "xtc_probability": 0.5,
                "min_p": 0.1, "top_p": 0.5, "typical_p": 0.9, "top_k": 7, "top_n_sigma": 2, "dry_multiplier": 0.8,
                "dry_base": 0.3, "dry_allowed_length": 4, "dry_penalty_last_n": 32, "dry_sequence_breakers": ["x"],
                "repeat_penalty": 1.1, "repeat_last_n": 16, "frequency_penalty": 0.2, "presence_penalty": 0.3,
                "logit_bias": {"12": -3, "13": false}, "ignore_eos": true, "seed": 12}""");
        assertEquals(
                Sampler.of(
                        new LogitBias(Map.of(12, -3f, 13, Float.NEGATIVE_INFINITY)),
                        new Penalties(16, 1.1f, 0.2f, 0.3f),
                        new Dry(0.8f, 1.75f, 4, 32, List.of("x")),
                        new TopNSigma(2),
                        new TopK(7),
                        new Typical(0.9f),
                        new TopP(0.5f),
                        new MinP(0.1f),
                        new Xtc(0.5f, 0.1f),
                        new DynamicTemperature(1.5f, 0.5f, 2))
                        .withSeed(12),
                sampler);
    }

    @Test
    void the_order_is_told_by_names_in_several_spellings_or_by_letters() {
        var expected = List.of(new TopK(40), new TopP(0.95f), new Typical(1), new Temperature(0.8f));
        for (String order : List.of(
                "[\"top_k\", \"top_p\", \"typ_p\", \"temperature\"]",
                "[\"TOP-K\", \"nucleus\", \"no_such\", \"typ\", \"temp\"]",
                "\"kpyt\"",
                "\"k?pyt\""))
            assertEquals(expected, Sampler.fromJson("{\"samplers\": %s}".formatted(order)).stages(), order);
        assertEquals(List.of(), Sampler.fromJson("{\"samplers\": []}").stages());
    }

    @Test
    void temperature_zero_is_greedy_and_numbers_beyond_soft_limits_are_cut() {
        assertEquals(new Choice.Greedy(), Sampler.fromJson("{\"temperature\": 0}").choice());
        assertEquals(new Choice.Greedy(), Sampler.fromJson("{\"temperature\": -1}").choice());
        assertFalse(Sampler.fromJson("{\"temperature\": 0}").stages().contains(new Temperature(0)));
        Sampler cut = Sampler.fromJson("{\"top_k\": -1, \"top_p\": 2, \"min_p\": -1, \"temperature\": 1}");
        assertEquals(Sampler.of(), cut);
    }

    @Test
    void mirostat_follows_the_temperature_alone() {
        Sampler sampler = Sampler.fromJson("{\"mirostat\": 2, \"mirostat_tau\": 4, \"dynatemp_range\": 0.5}");
        assertEquals(Sampler.of(new Temperature(0.8f)).with(new Choice.Mirostat2(4, 0.1f)), sampler);
        assertEquals(new Choice.Mirostat(5, 0.1f, 100), Sampler.fromJson("{\"mirostat\": 1}").choice());
    }

    @Test
    void adaptive_p_needs_its_name_and_a_target() {
        String named = "{\"samplers\": [\"min_p\", \"adaptive_p\"], \"adaptive_target\": %s}";
        assertEquals(new Choice.AdaptiveP(0.4f, 0.9f), Sampler.fromJson(named.formatted("0.4")).choice());
        assertEquals(new Choice.Random(), Sampler.fromJson(named.formatted("-1")).choice());
        assertEquals(new Choice.Random(), Sampler.fromJson("{\"adaptive_target\": 0.4}").choice());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "",
            "[]",
            "{\"top_k\": 40",
            "{\"top_k\": \"many\"}",
            "{\"top_k\": 1.5}",
            "{\"top_k\": 1e12}",
            "{\"temperature\": true}",
            "{\"temperature\": 1e9}",
            "{\"seed\": 4294967296}",
            "{\"seed\": 0.5}",
            "{\"min_keep\": 5}",
            "{\"repeat_penalty\": 0}",
            "{\"repeat_last_n\": -1, \"repeat_penalty\": 2}",
            "{\"dry_sequence_breakers\": \"x\", \"dry_multiplier\": 1}",
            "{\"samplers\": [1]}",
            "{\"samplers\": 7}",
            "{\"logit_bias\": {\"Hello\": 1}}",
            "{\"logit_bias\": [[\"Hello\", 1]]}",
            "{\"logit_bias\": [[15043, true]]}",
            "{\"logit_bias\": [[15043]]}",
            "{\"logit_bias\": [[[15043], 1]]}",
            "{\"logit_bias\": [{\"id\": 15043, \"bias\": 1}]}",
            "{\"logit_bias\": [[-5, 1]]}",
            "{\"logit_bias\": 5}"})
    void what_makes_no_sampler_is_refused(String json) {
        assertThrows(IllegalArgumentException.class, () -> Sampler.fromJson(json));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "{\"temperature\": %s}", "{\"top_k\": %s}", "{\"seed\": %s}",
            "{\"logit_bias\": [[5, %s]]}"})
    void a_number_beyond_all_others_is_told_to_be_infinite(String json) {
        var refused = assertThrows(IllegalArgumentException.class,
                () -> Sampler.fromJson(json.formatted("9".repeat(400))));
        assertTrue(refused.getMessage().contains("Infinity"), refused::getMessage);
    }

    @Test
    void what_the_server_has_not_cannot_be_written() {
        for (Sampler sampler : List.of(
                Sampler.of(new Custom(() -> _ -> {})),
                Sampler.of(new TopK(5), new TopK(6)),
                Sampler.of(new Temperature(0.5f), new DynamicTemperature(0.5f, 0.1f, 1)),
                Sampler.greedy().with(new Temperature(0.5f)),
                Sampler.of(new TopK(5), LogitBias.never(5)),
                Sampler.of(new Dry(1, 2, 2, 64, List.of())),
                Sampler.of(new TopK(5)).with(new Choice.Mirostat2(5, 0.1f)),
                Sampler.of(new DynamicTemperature(1, 0.1f, 1)).with(new Choice.Mirostat2(5, 0.1f)),
                Sampler.of().with(new Choice.Mirostat(5, 0.1f, 50)))) {
            var refused = assertThrows(UnsupportedOperationException.class, sampler::toJson, sampler::toString);
            assertTrue(refused.getMessage().length() > 20);
        }
    }
}

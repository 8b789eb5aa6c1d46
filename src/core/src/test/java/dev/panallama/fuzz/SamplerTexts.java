package dev.panallama.fuzz;

import dev.panallama.TinyModels;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.stream.Stream;

/// Samplers as requests to llama-server have them. Those that are taken choose a few tokens.
final class SamplerTexts {
    private static final List<String> NUMBERS = List.of("temperature", "top_k", "top_p", "min_p", "typical_p",
            "top_n_sigma",
            "xtc_probability", "xtc_threshold", "dynatemp_range", "dynatemp_exponent", "repeat_last_n",
            "repeat_penalty",
            "frequency_penalty", "presence_penalty", "dry_multiplier", "dry_base", "dry_allowed_length",
            "dry_penalty_last_n",
            "mirostat", "mirostat_tau", "mirostat_eta", "adaptive_target", "adaptive_decay", "seed", "min_keep",
            "n_probs");
    private static final List<String> TEXTS = List.of("\"\"", "\"edskypmxtia\"", "[\"top_k\",\"temperature\"]", "[]",
            "{}", "[[]]",
            "[\"infill\"]", "[\"adaptive_p\"]", "[1]", "null", "true", "[\"\\n\",\"\\u0000\"]", "[\"\"]", "{\"5\":1e9}",
            "[[5,false],[999999,1]]", "[[-1,2]]", "{\"5\":\"x\"}", "[[5,-1e400]]", "[\"\\ud800\"]",
            "{\"3\":false,\"4\":1}");
    private static final TextEdits EDITS = new TextEdits(
            List.of("{\"temperature\":0.7,\"top_k\":40,\"top_p\":0.9,\"seed\":1}",
                    "{\"mirostat\":2,\"mirostat_tau\":5.0,\"logit_bias\":[[5,1.5],[6,false]]}",
                    "{\"samplers\":[\"penalties\",\"dry\",\"xtc\"],\"dry_multiplier\":0.8,\"dry_sequence_breakers\":[\"\\n\"]}"),
            List.of("{", "}", "[", "]", "\"", ",", ":", "1e999", "-1", "NaN", "Infinity", "null", "true",
                    "\"samplers\"", "1e-50",
                    "\"logit_bias\"", "9999999999999999999999", "\\ud800", "\0", "[[", "{\"a\":"));

    private SamplerTexts() {}

    static Target target() {
        return new TextTarget(EDITS, SamplerTexts::made, SamplerTexts::choose);
    }

    private static List<String> made(Dice dice) {
        Stream<String> fields = Stream.generate(() -> dice.oneIn(4)
                ? "\"%s\":%s,".formatted(dice.of("samplers", "logit_bias", "dry_sequence_breakers", "seed"),
                        dice.of(TEXTS))
                : "\"%s\":%s,".formatted(dice.of(NUMBERS), number(dice)));
        return Stream.of(Stream.of("{"), fields.limit(1 + dice.below(12)), Stream.of("\"x\":0}")).flatMap(it -> it)
                .toList();
    }

    private static String number(Dice dice) {
        float number = dice.anyFloat();
        if (dice.oneIn(3) || !Float.isFinite(number))
            return Integer.toString(dice.oneIn(2) ? dice.below(50) : dice.anyInt());
        return Float.toString(number);
    }

    private static void choose(OpenModels models, String json) {
        Sampler sampler = Sampler.fromJson(json);
        Sampler.fromJson(sampler.toJson());
        try (var session = models.of(TinyModels::llama).session(OpenModels.OPTIONS)) {
            session.append(5, 6, 7, 5, 6, 7, 5, 6).generate(sampler, 6).text();
        }
    }
}

package dev.panallama;

import dev.panallama.internal.ffm.Backend;
import dev.panallama.sampler.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a model file recommends for sampling, as llama-server takes it for its defaults.
final class RecommendedSampling {
    /// The fields of a request to llama-server, in the order of `enum llama_model_meta_key`.
    private static final List<String> FIELDS = List.of("samplers", "top_k", "top_p", "min_p", "xtc_probability",
            "xtc_threshold", "temperature", "repeat_last_n", "repeat_penalty", "mirostat", "mirostat_tau",
            "mirostat_eta");

    private RecommendedSampling() {}

    static Optional<Sampler> read(Map<String, String> metadata) {
        var fields = new StringJoiner(",", "{", "}");
        List<String> keys = Backend.get().samplingKeys();
        for (int i = 0; i < keys.size(); i++) {
            String value = metadata.get(keys.get(i));
            if (value == null) continue;
            fields.add("\"%s\":%s".formatted(FIELDS.get(i), i == 0 ? names(value) : number(keys.get(i), value)));
        }
        return fields.length() == 2 ? Optional.empty() : Optional.of(Sampler.fromJson(fields.toString()));
    }

    /// The file has names between semicolons.
    private static String names(String sequence) {
        return Stream.of(sequence.split(";"))
                .map(it -> it.replaceAll("[^a-zA-Z0-9_-]", ""))
                .map(it -> "\"" + it + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String number(String key, String value) {
        try {
            double number = Double.parseDouble(value);
            if (!Double.isFinite(number)) throw new NumberFormatException();
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("the file's %s is %s: it should be a number".formatted(key, value));
        }
    }
}

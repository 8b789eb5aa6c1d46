package dev.panallama.sampler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a [Sampler] from a request to llama-server, with the server's defaults (`common_params_sampling`), limits
/// (`server-schema.cpp`) and chain (`common_sampler_init`).
final class SamplerJson {
    static final int MIROSTAT_CONSIDERS = 100; // fixed in the server

    /// All that are read.
    static final Set<String> FIELDS = Set.of("adaptive_decay", "adaptive_target", "dry_allowed_length", "dry_base",
            "dry_multiplier", "dry_penalty_last_n", "dry_sequence_breakers", "dynatemp_exponent", "dynatemp_range",
            "frequency_penalty", "logit_bias", "min_keep", "min_p", "mirostat", "mirostat_eta", "mirostat_tau",
            "presence_penalty", "repeat_last_n", "repeat_penalty", "samplers", "seed", "temperature", "top_k",
            "top_n_sigma", "top_p", "typical_p", "xtc_probability", "xtc_threshold");

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final System.Logger LOG = System.getLogger("dev.panallama");
    private static final List<String> USUAL_ORDER = List.of("penalties", "dry", "topnsigma", "topk", "typp", "topp",
            "minp", "xtc", "temperature");
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('e', "penalties"),
            Map.entry('d', "dry"),
            Map.entry('s', "topnsigma"),
            Map.entry('k', "topk"),
            Map.entry('y', "typp"),
            Map.entry('p', "topp"),
            Map.entry('m', "minp"),
            Map.entry('x', "xtc"),
            Map.entry('t', "temperature"),
            Map.entry('i', "infill"),
            Map.entry('a', "adaptivep"));

    private final JsonNode request;
    private final List<Stage> stages = new ArrayList<>();

    private SamplerJson(JsonNode request) {
        this.request = request;
    }

    static Sampler read(String json) {
        try {
            JsonNode request = MAPPER.readTree(json);
            if (!request.isObject()) throw new IllegalArgumentException("a sampler is read from a JSON object");
            return new SamplerJson(request).read();
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("this is no JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private Sampler read() {
        if (integer("min_keep", 0) > 1)
            throw new IllegalArgumentException(
                    "min_keep is %d: filters keep 1 token at least, give 0 or 1".formatted(integer("min_keep", 0)));
        field("logit_bias").map(SamplerJson::biases).filter(it -> !it.isEmpty())
                .ifPresent(it -> stages.add(new Stage.LogitBias(it)));
        int version = Math.clamp(integer("mirostat", 0), 0, 2);
        Choice choice = version > 0 ? readMirostat(version) : readStages();
        return new Sampler(stages, choice, seed());
    }

    /// The server applies mirostat after the temperature alone, and that is never dynamic.
    private Choice readMirostat(int version) {
        addIfActive(new Stage.Temperature(warmth()));
        float surprise = number("mirostat_tau", 5);
        float rate = number("mirostat_eta", 0.1f);
        return version == 1
                ? new Choice.Mirostat(surprise, rate, MIROSTAT_CONSIDERS)
                : new Choice.Mirostat2(surprise, rate);
    }

    private Choice readStages() {
        Optional<List<String>> order = field("samplers").map(SamplerJson::order);
        order.orElse(USUAL_ORDER).forEach(name -> {
            Stage stage = stage(name);
            if (stage == null) return;
            if (order.isPresent()) stages.add(stage);
            else addIfActive(stage);
        });
        float target = number("adaptive_target", -1);
        if (order.orElse(List.of()).contains("adaptivep") && target >= 0)
            return new Choice.AdaptiveP(Math.min(target, 1), number("adaptive_decay", 0.9f));
        if (stages.isEmpty() || !stages.getLast().equals(new Stage.Temperature(0))) return new Choice.Random();
        stages.removeLast(); // what it leaves to chance is nothing
        return new Choice.Greedy();
    }

    private void addIfActive(Stage stage) {
        boolean active = switch (stage) {
            case Stage.TopK(int k) -> k > 0;
            case Stage.TopP(float p) -> p < 1;
            case Stage.MinP(float p) -> p > 0;
            case Stage.Typical(float p) -> p < 1;
            case Stage.TopNSigma(float n) -> n > 0;
            case Stage.Xtc(float probability, float threshold) -> probability > 0 && threshold <= 0.5f;
            case Stage.Temperature(float value) -> value != 1;
            case Stage.Penalties it ->
                it.lastTokens() > 0 && (it.repeat() != 1 || it.frequency() != 0 || it.presence() != 0);
            case Stage.Dry it -> it.lastTokens() > 0 && it.multiplier() > 0;
            default -> true;
        };
        if (active) stages.add(stage);
    }

    private @Nullable Stage stage(String name) {
        return switch (name) {
            case "penalties" -> new Stage.Penalties(
                    integer("repeat_last_n", 64),
                    number("repeat_penalty", 1),
                    number("frequency_penalty", 0),
                    number("presence_penalty", 0));
            case "dry" -> dry();
            case "topnsigma" -> new Stage.TopNSigma(Math.max(0, number("top_n_sigma", -1)));
            case "topk" -> new Stage.TopK(Math.max(0, integer("top_k", 40)));
            case "typp", "typ" -> new Stage.Typical(fraction("typical_p", 1));
            case "topp", "nucleus" -> new Stage.TopP(fraction("top_p", 0.95f));
            case "minp" -> new Stage.MinP(fraction("min_p", 0.05f));
            case "xtc" -> new Stage.Xtc(fraction("xtc_probability", 0), fraction("xtc_threshold", 0.1f));
            case "temperature", "temp" -> temperature();
            case "infill" -> new Stage.Infill();
            case "adaptivep" -> null; // a choice
            default -> {
                LOG.log(System.Logger.Level.WARNING, "there is no sampler {0}: it is left out", name);
                yield null;
            }
        };
    }

    private float warmth() {
        return Math.max(0, number("temperature", 0.8f));
    }

    private Stage temperature() {
        float range = number("dynatemp_range", 0);
        if (range <= 0) return new Stage.Temperature(warmth());
        return new Stage.DynamicTemperature(warmth(), range, number("dynatemp_exponent", 1));
    }

    private Stage dry() {
        float base = number("dry_base", 1.75f);
        return new Stage.Dry(
                number("dry_multiplier", 0),
                base < 1 ? 1.75f : base,
                integer("dry_allowed_length", 2),
                integer("dry_penalty_last_n", 64),
                field("dry_sequence_breakers").map(SamplerJson::texts).orElse(Stage.Dry.USUAL_BREAKERS));
    }

    /// Names are written in several ways (`top_k`, `top-k`, `topk`), or each as one letter in a text of many.
    private static List<String> order(JsonNode node) {
        if (!node.isString())
            return texts(node).stream()
                    .map(it -> it.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""))
                    .toList();
        return node.stringValue()
                .chars()
                .mapToObj(it -> LETTERS.getOrDefault((char) it, Character.toString(it)))
                .toList();
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        for (JsonNode element : node) {
            if (!element.isString()) throw new IllegalArgumentException("%s is no text".formatted(element));
            texts.add(element.stringValue());
        }
        if (node.isArray()) return texts;
        throw new IllegalArgumentException("%s is no array of texts".formatted(node));
    }

    /// Reads `[[id, bias], ...]` or `{"id": bias, ...}`, where false rules a token out.
    private static Map<Integer, Float> biases(JsonNode node) {
        var biases = new HashMap<Integer, Float>();
        if (node.isObject()) {
            node.properties().forEach(it -> biases.merge(id(it.getKey()), bias(it.getValue()), Float::sum));
        } else {
            if (!node.isArray()) throw new IllegalArgumentException("logit_bias is %s: give pairs".formatted(node));
            for (JsonNode pair : node) {
                if (!pair.isArray() || pair.size() != 2)
                    throw new IllegalArgumentException("%s is no pair of token and bias".formatted(pair));
                biases.merge(id(pair.get(0).asString("")), bias(pair.get(1)), Float::sum);
            }
        }
        return biases;
    }

    private static int id(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(
                    "the bias of \"%s\" needs a vocabulary: give the ids of its tokens".formatted(text), notNumber);
        }
    }

    private static float bias(JsonNode node) {
        if (node.isBoolean() && !node.booleanValue()) return Float.NEGATIVE_INFINITY;
        if (node.isNumber()) return (float) real(node);
        throw new IllegalArgumentException(
                "a bias is %s: give a number, or false to rule the token out".formatted(node));
    }

    private int seed() {
        double seed = decimal("seed", Sampler.RANDOM_SEED);
        if (seed == Math.rint(seed) && seed >= Integer.MIN_VALUE && seed <= 0xFFFF_FFFFL) return (int) (long) seed;
        throw new IllegalArgumentException("seed is %s: give a number of 32 bits".formatted(seed));
    }

    private float fraction(String name, float usual) {
        return Math.clamp(number(name, usual), 0f, 1f);
    }

    private float number(String name, float usual) {
        return (float) decimal(name, usual);
    }

    private int integer(String name, int usual) {
        double value = decimal(name, usual);
        if (value == (int) value) return (int) value;
        throw new IllegalArgumentException("%s is %s: give an integer".formatted(name, value));
    }

    private double decimal(String name, double usual) {
        Optional<JsonNode> found = field(name);
        if (found.isEmpty()) return usual;
        if (found.get().isNumber()) return real(found.get());
        throw new IllegalArgumentException("%s is %s: give a number".formatted(name, found.get()));
    }

    /// Returns a number of whatever size; what is beyond a double is infinite.
    private static double real(JsonNode number) {
        return number.numberValue().doubleValue();
    }

    private Optional<JsonNode> field(String name) {
        if (!FIELDS.contains(name)) throw new AssertionError(name + " is not among the fields");
        return Optional.ofNullable(request.get(name)).filter(it -> !it.isNull());
    }

    /// Writes what [#read] reads.
    static String write(Sampler sampler) {
        return MAPPER.writeValueAsString(new SamplerFields(sampler).values());
    }
}

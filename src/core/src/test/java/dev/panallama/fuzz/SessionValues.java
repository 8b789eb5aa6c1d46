package dev.panallama.fuzz;

import dev.panallama.FlashAttention;
import dev.panallama.GenerationOptions;
import dev.panallama.KvCacheOptions;
import dev.panallama.KvCacheType;
import dev.panallama.LogProbabilityOptions;
import dev.panallama.RopeOptions;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.TinyModels;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Extreme numbers for sessions, generations and samplers. Steps: `model N`, the name of an option and its numbers.
final class SessionValues implements Target {
    private static final List<Supplier<Path>> MODELS = List.of(TinyModels::llama, TinyModels::gpt2, TinyModels::mamba,
            TinyModels::gemma3, TinyModels::jamba, TinyModels::mixtureOfExperts);
    private static final int MOST_CONTEXT = 1 << 14; // more is taken too, and fills the memory

    private static final List<String> SESSION = List.of("context", "batch", "threads", "flash", "cache", "cache-kind",
            "rope", "yarn",
            "forks", "shift", "set-threads");
    private static final List<String> GENERATION = List.of("tokens", "landing", "time", "stop", "stop-token",
            "probabilities");
    private static final List<String> SAMPLER = List.of("top-k", "top-p", "min-p", "typical", "sigma", "xtc",
            "temperature", "dynamic",
            "penalties", "dry", "bias", "infill", "random", "mirostat", "mirostat2", "adaptive");

    private final OpenModels models = new OpenModels();

    @Override
    public List<Step> steps(Dice dice) {
        var steps = new ArrayList<Step>();
        steps.add(Step.of("model", dice.below(MODELS.size())));
        boolean tame = !dice.oneIn(3);
        for (List<String> group : List.of(SESSION, GENERATION, SAMPLER))
            for (int i = dice.below(4); i > 0; i--) steps.add(step(dice.of(group), dice, tame));
        return steps;
    }

    /// @param tame whether the numbers are mostly within their ranges
    private static Step step(String name, Dice dice, boolean tame) {
        if (!tame)
            return Step.of(name, dice.anyInt(), dice.anyFloat(), dice.anyFloat(), dice.anyFloat(), dice.anyInt());
        return Step.of(name, dice.below(1 << dice.below(10)), dice.below(101) / 100f, dice.of(0.01f, 0.5f, 1f, 2f, 99f),
                dice.below(100) / 10f, dice.below(40));
    }

    @Override
    public void run(List<Step> steps) {
        var model = models.of(MODELS.getFirst());
        SessionOptions options = OpenModels.OPTIONS;
        GenerationOptions generation = GenerationOptions.defaults().withMaxTokens(6);
        Sampler sampler = Sampler.of().withSeed(1);
        for (Step step : steps) {
            if (step.name().equals("model")) model = models.of(MODELS.get(step.number(0)));
            else if (SESSION.contains(step.name())) options = session(options, step);
            else if (GENERATION.contains(step.name())) generation = generation(generation, step);
            else sampler = sampler(sampler, step);
        }
        try (var session = model.session(options)) {
            use(session, steps, generation, sampler);
        }
    }

    private static void use(Session session, List<Step> steps, GenerationOptions generation, Sampler sampler) {
        for (Step step : steps)
            if (step.name().equals("set-threads")) session.threads(step.number(0), step.number(4));
        var ids = new int[Math.min(40, session.contextLength() - 8)];
        for (int i = 0; i < ids.length; i++) ids[i] = 3 + i * 7 % 50;
        session.append(ids).generate(sampler, generation.maxTokens() > 60 ? generation.withMaxTokens(60) : generation)
                .text();
        session.fork().close();
        session.restore(session.save());
        session.generate(sampler, 3).text();
    }

    private static SessionOptions session(SessionOptions options, Step step) {
        int number = step.number(0);
        float real = step.real(1);
        return switch (step.name()) {
            case "context" -> options.withContextLength(Math.min(number, MOST_CONTEXT));
            case "batch" -> options.withBatchSizes(number, step.number(4));
            case "threads" -> options.withPromptThreads(Math.min(number, 2));
            case "flash" -> options.withFlashAttention(one(FlashAttention.values(), number));
            case "cache" -> options.withKvCache(options.kvCache()
                    .withTypes(one(KvCacheType.values(), number), one(KvCacheType.values(), step.number(4))));
            case "cache-kind" -> options.withKvCache(
                    options.kvCache().withShared((number & 1) == 0).withBeyondWindow((number & 2) == 0));
            case "rope" -> options.withRope(options.rope()
                    .withScaling(one(RopeOptions.Scaling.values(), number))
                    .withFrequencyBase(real)
                    .withFrequencyScale(step.real(2)));
            case "yarn" -> options.withRope(options.rope().withScaling(RopeOptions.Scaling.YARN).withYarn(
                    new RopeOptions.Yarn(number, real, step.real(2), step.real(3), step.real(2))));
            case "forks" -> options.withForks(number);
            case "shift" -> options.withContextShift(number);
            default -> options;
        };
    }

    private static GenerationOptions generation(GenerationOptions options, Step step) {
        int number = step.number(0);
        return switch (step.name()) {
            case "tokens" -> options.withMaxTokens(number);
            case "landing" -> options.withSoftLanding(number);
            case "time" -> options.withTimeLimit(Duration.ofNanos(number * 1_000_000L + step.number(4)));
            case "stop" -> options.withStopStrings("x".repeat(Math.clamp(number, 1, 10_000)), "\0", "the", "\uD800");
            case "stop-token" -> options.withStopTokens(number, step.number(4));
            default -> options.withLogProbabilities(
                    new LogProbabilityOptions(one(LogProbabilityOptions.When.values(), step.number(4)), number));
        };
    }

    private static Sampler sampler(Sampler sampler, Step step) {
        int number = step.number(0);
        float first = step.real(1);
        float second = step.real(2);
        float third = step.real(3);
        return switch (step.name()) {
            case "top-k" -> sampler.with(new Stage.TopK(number));
            case "top-p" -> sampler.with(new Stage.TopP(first));
            case "min-p" -> sampler.with(new Stage.MinP(first));
            case "typical" -> sampler.with(new Stage.Typical(first));
            case "sigma" -> sampler.with(new Stage.TopNSigma(third));
            case "xtc" -> sampler.with(new Stage.Xtc(first, 1 - first));
            case "temperature" -> sampler.with(new Stage.Temperature(second));
            case "dynamic" -> sampler.with(new Stage.DynamicTemperature(first, second, third));
            case "penalties" -> sampler.with(new Stage.Penalties(number, second, first, third));
            case "dry" -> sampler
                    .with(new Stage.Dry(second, 1 + third, step.number(4), number, List.of("\n", "é", "a".repeat(40))));
            case "bias" -> sampler.with(new Stage.LogitBias(Map.of(number, first, Math.abs(step.number(4)), third)));
            case "infill" -> sampler.with(new Stage.Infill());
            case "mirostat" -> sampler.with(new Choice.Mirostat(third, first, number));
            case "mirostat2" -> sampler.with(new Choice.Mirostat2(third, first));
            case "adaptive" -> sampler.with(new Choice.AdaptiveP(first, first * 0.99f));
            default -> sampler.with(new Choice.Random());
        };
    }

    private static <T> T one(T[] values, int number) {
        return values[Math.floorMod(number, values.length)];
    }

    @Override
    public void close() {
        models.close();
    }
}

package dev.panallama;

import static dev.panallama.MisuseCase.entry;

import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.Map;
import java.util.TreeMap;

/// Guesses where that would end a C program, or with a model that does not suit. Run by [MisuseTest].
final class SpeculationMisuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("a draft model of another vocabulary",
                    "IllegalArgumentException: model tiny gpt2 cannot guess for tiny llama: their vocabularies differ",
                    model -> {
                        try (var other = Model.load(TinyModels.gpt2())) {
                            session(model, Speculation.draftModel(other));
                        }
                    }),
            entry("a closed draft model", "IllegalStateException: model llama.gguf is closed", model -> {
                var other = Model.load(TinyModels.llama());
                other.close();
                session(model, Speculation.draftModel(other));
            }),
            entry("a draft model closed while it is used", "IllegalStateException: close the 1 open session(s)",
                    model -> {
                        Model other = Model.load(TinyModels.llama());
                        try (var session = session(model, itself(other)).append("hello")) {
                            var tokens = session.generate(Sampler.greedy(), 20).iterator();
                            tokens.next();
                            try {
                                other.close();
                            } finally {
                                while (tokens.hasNext()) tokens.next();
                            }
                        }
                    }),
            entry("a draft model that has no memory of tokens",
                    "UnsupportedOperationException: model tiny mamba cannot take back wrong guesses", model -> {
                        try (var other = Model.load(TinyModels.mamba())) {
                            session(model, Speculation.draftModel(other));
                        }
                    }),
            entry("guesses for a recurrent model",
                    "UnsupportedOperationException: model tiny mamba cannot take back wrong guesses", _ -> {
                        try (var other = Model.load(TinyModels.mamba())) {
                            session(other, Speculation.promptLookup());
                        }
                    }),
            entry("guesses for a hybrid model",
                    "UnsupportedOperationException: model tiny jamba cannot take back wrong guesses", _ -> {
                        try (var other = Model.load(TinyModels.jamba())) {
                            session(other, Speculation.promptLookup());
                        }
                    }),
            entry("guesses to the end of the context", "done", SpeculationMisuse::toTheEnd),
            entry("more guesses than a batch has tokens", "done", model -> toTheEnd(
                    model, SessionMisuse.OPTIONS().withContextLength(64).withBatchSize(2), eager(64))),
            entry("a million guesses", "IllegalArgumentException: guesses is 1,000,000: give 1 to 64",
                    _ -> Speculation.promptLookup().withGuesses(1_000_000)),
            entry("a stage that fails at a guess", "IllegalArgumentException: all", SpeculationMisuse::failingStage),
            entry("a session used by its stage while it checks guesses",
                    "IllegalStateException: another thread is using this session", SpeculationMisuse::reentered)));

    private SpeculationMisuse() {}

    private static Session session(Model model, Speculation kind) {
        return model.session(SessionMisuse.OPTIONS().withSpeculation(kind));
    }

    private static Speculation itself(Model model) {
        return Speculation.draftModel(model).withAdaptive(false).withMinProbability(0);
    }

    private static Speculation eager(int guesses) {
        return Speculation.promptLookup().withAdaptive(false).withShortestMatch(1).withGuesses(guesses);
    }

    private static void toTheEnd(Model model) {
        SessionOptions options = SessionMisuse.OPTIONS().withContextLength(64);
        toTheEnd(model, options, itself(model));
        toTheEnd(model, options.withContextShift(4), eager(16));
        toTheEnd(model, options.withForks(1), eager(64));
    }

    private static void toTheEnd(Model model, SessionOptions options, Speculation kind) {
        try (var session = model.session(options.withSpeculation(kind)).append("hello hello hello")) {
            session.generate(Sampler.greedy(), GenerationOptions.defaults().withMaxTokens(400).withEndsWithModel(false))
                    .text();
        }
    }

    private static void failingStage(Model model) {
        int[] calls = {0};
        Sampler sampler = Sampler.of(new Stage.Custom(() -> candidates -> {
            if (++calls[0] >= 12) candidates.removeIf((_, _) -> true);
        }));
        try (var session = session(model, eager(8)).append("hello hello hello hello")) {
            session.generate(sampler.withSeed(1), 60).text();
        }
    }

    private static void reentered(Model model) {
        try (var session = session(model, itself(model)).append("hello")) {
            Sampler sampler = Sampler.of(new Stage.Custom(() -> _ -> session.logits()));
            session.generate(sampler.withSeed(1), 20).text();
        }
    }
}

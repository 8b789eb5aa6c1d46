package dev.panallama;

import static dev.panallama.MisuseCase.closing;
import static dev.panallama.MisuseCase.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Uses a scorer in the ways that would end a C program, see [SessionMisuse].
final class ScorerMisuse {
    private static final List<Supplier<Path>> MODELS = List.of(
            TinyModels::llama, TinyModels::mixtureOfExperts, TinyModels::gemma3, TinyModels::olmo2, TinyModels::gpt2,
            TinyModels::mamba, TinyModels::jamba);

    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("a text longer than the context", "InputTooLongException: text 0 has",
                    model -> scorer(model).score("a ".repeat(400), "b ".repeat(400))),
            entry("a token that is none", "IllegalArgumentException: there is no token -1",
                    model -> scorer(model).score(new int[]{1}, new int[]{-1})),
            entry("a scorer of a vocabulary", "IllegalStateException: ", _ -> Model.load(
                    TinyModels.llama(), ModelOptions.defaults().withVocabularyOnly(true)).scorer()),
            entry("a scorer of an encoder", "UnsupportedOperationException: ",
                    _ -> Model.load(TinyModels.bert()).scorer()),
            entry("a window longer than the context", "IllegalArgumentException: windowLength is 100,000",
                    model -> scorer(model).perplexity("a ".repeat(2000), 100_000, _ -> {})),
            entry("a closed scorer", "IllegalStateException: the scorer is closed", ScorerMisuse::closed),
            closing("a model closed under a scorer", "IllegalStateException: close the 1 open", model -> {
                scorer(model);
                model.close();
            }),
            entry("hundreds of texts, long and short", "done", _ -> everywhere(ScorerMisuse::manyTexts)),
            entry("contexts and batches of a few tokens", "done", _ -> everywhere(ScorerMisuse::tiny)),
            entry("several threads in one scorer", "done", ScorerMisuse::threads),
            entry("closed while it computes", "done", ScorerMisuse::closeWhileComputing),
            entry("a listener that throws", "IllegalStateException: enough", model -> scorer(model)
                    .perplexity("a ".repeat(2000), 64, _ -> {
                        throw new IllegalStateException("enough");
                    }))));

    private ScorerMisuse() {}

    private static Scorer scorer(Model model) {
        return model.scorer(SessionMisuse.OPTIONS());
    }

    private static void everywhere(java.util.function.Consumer<Model> work) {
        for (Supplier<Path> file : MODELS) {
            try (var model = Model.load(file.get())) {
                work.accept(model);
            }
        }
    }

    private static void closed(Model model) {
        Scorer scorer = scorer(model);
        scorer.close();
        scorer.score("a", " b");
    }

    private static void manyTexts(Model model) {
        try (var scorer = model.scorer(SessionMisuse.OPTIONS().withContextLength(256).withBatchSizes(32, 8))) {
            List<String> texts = IntStream.range(0, 300).mapToObj(i -> "ab ".repeat(1 + i % 12)).toList();
            check(scorer.score("all of them after this", texts));
            check(scorer.score("", texts.subList(0, 3)));
        }
    }

    private static void tiny(Model model) {
        for (int context : new int[]{1, 2, 3, 300})
            for (int batch : new int[]{1, 2, 300}) {
                var options = SessionMisuse.OPTIONS().withContextLength(context).withBatchSizes(batch, 1);
                try (var scorer = model.scorer(options)) {
                    check(List.of(scorer.score(new int[]{5}, new int[]{6}),
                            scorer.score(new int[]{5, 7}, new int[]{6})));
                }
            }
    }

    private static void check(List<Score> scores) {
        for (Score it : scores)
            if (!(it.logProbability() < 0)) throw new AssertionError(it.toString());
    }

    private static void threads(Model model) throws InterruptedException {
        try (var scorer = scorer(model)) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++)
                threads.add(Thread.ofVirtual().start(() -> check(scorer.score("one of", List.of(" four", " two")))));
            for (Thread it : threads) it.join();
        }
    }

    private static void closeWhileComputing(Model model) throws InterruptedException {
        Scorer scorer = scorer(model);
        Thread computing = Thread.ofPlatform().start(() -> {
            try {
                scorer.perplexity("word after word ".repeat(1000), 64, _ -> {});
            } catch (IllegalStateException _) { // it is closed between two windows
            }
        });
        Thread.sleep(100);
        scorer.close();
        computing.join();
    }
}

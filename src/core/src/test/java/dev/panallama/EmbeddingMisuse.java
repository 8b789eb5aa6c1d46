package dev.panallama;

import static dev.panallama.MisuseCase.alone;
import static dev.panallama.MisuseCase.closing;
import static dev.panallama.MisuseCase.entry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Uses embedders and rerankers in the ways that would end a C program, and tells what came of it.
/// Run by [MisuseTest].
final class EmbeddingMisuse {
    private static final List<Supplier<Path>> ALL = List.of(
            TinyModels::bert, TinyModels::bertRanker, TinyModels::t5, TinyModels::qwen3Embedder, TinyModels::llama,
            TinyModels::mixtureOfExperts, TinyModels::gemma3, TinyModels::olmo2, TinyModels::gpt2, TinyModels::mamba,
            TinyModels::jamba);

    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("text longer than the table of positions",
                    "InputTooLongException: text 0 has 302 tokens and the limit is 256",
                    on(TinyModels::bert, it -> it.embedder(options().withMaxTokens(4096)).embed("a ".repeat(300)))),
            entry("tokens longer than the table of positions", "InputTooLongException: text 0 has 257 tokens",
                    on(TinyModels::bert, it -> it.embedder(options().withMaxTokens(4096)).embed(new int[257]))),
            entry("positions to the end of every table", "done", _ -> onAll(EmbeddingMisuse::longestTexts)),
            entry("every size of batch", "done", _ -> onAll(EmbeddingMisuse::sizes)),
            entry("every pooling and attention", "done", _ -> onAll(EmbeddingMisuse::everyPooling)),
            entry("a model without a vocabulary", "UnsupportedOperationException: this model has no vocabulary",
                    on(TinyModels::bertWithoutVocabulary, EmbeddingMisuse::withoutVocabulary)),
            entry("a vocabulary without weights",
                    "IllegalStateException: model bert.gguf was loaded for its vocabulary only",
                    _ -> Model.load(TinyModels.bert(), ModelOptions.defaults().withVocabularyOnly(true)).embedder()),
            entry("a ranker of a vocabulary without weights",
                    "IllegalStateException: model bert-ranker.gguf was loaded",
                    _ -> Model.load(TinyModels.bertRanker(), ModelOptions.defaults().withVocabularyOnly(true))
                            .reranker()),
            entry("ranking without a head", "UnsupportedOperationException: model tiny bert (bert) has no rank head",
                    on(TinyModels::bertHeadless, it -> it.reranker(ranking()))),
            entry("a pooling that there is not",
                    "IllegalArgumentException: model tiny bert names no pooling that there is",
                    on(TinyModels::bertOfUnknownPooling, it -> it.embedder(options()))),
            entry("another pooling than the unknown one", "done",
                    on(TinyModels::bertOfUnknownPooling,
                            it -> it.embedder(options().withPooling(Pooling.CLS)).embed("a"))),
            entry("thousands of empty texts", "done",
                    on(TinyModels::bert, it -> it.embedder(options()).embed(Collections.nCopies(1500, "")))),
            entry("an empty text without tokens around it", "IllegalArgumentException: text 0 has no tokens",
                    on(TestModels::smolLm2, it -> it.embedder(options().withPooling(Pooling.LAST)).embed(""))),
            entry("thousands of empty pairs", "done",
                    on(TinyModels::bertRanker, it -> it.reranker(ranking()).rank("", Collections.nCopies(1500, "")))),
            entry("lone surrogates and NUL", "done",
                    on(TinyModels::bert, it -> it.embedder(options()).embed("\uD800a\0b\uDFFF"))),
            entry("text of more than a million", "IllegalArgumentException: a text of 1,000,001 characters",
                    on(TinyModels::bert, it -> it.embedder(options()).embed("x".repeat(1_000_001)))),
            entry("embedder after close", "IllegalStateException: the embedder is closed", EmbeddingMisuse::afterClose),
            entry("reranker after close", "IllegalStateException: the reranker is closed",
                    on(TinyModels::bertRanker, EmbeddingMisuse::rankAfterClose)),
            closing("model closed under both",
                    "IllegalStateException: close the 2 open embedder(s) and 1 open reranker(s) of",
                    on(TinyModels::bertRanker, EmbeddingMisuse::closeModelFirst)),
            entry("closed while computing", "done", on(TinyModels::bert, EmbeddingMisuse::closeWhileComputing)),
            entry("used by many threads", "done", on(TinyModels::bert, EmbeddingMisuse::manyThreads)),
            entry("interrupted without end", "done", on(TinyModels::bert, EmbeddingMisuse::interruptStorm)),
            alone("exit with an embedder computing", "alive: exit", EmbeddingMisuse::exitWhileComputing)));

    private EmbeddingMisuse() {}

    private static EmbedderOptions options() {
        return EmbedderOptions.defaults().withThreads(1);
    }

    private static RerankerOptions ranking() {
        return RerankerOptions.defaults().withThreads(1);
    }

    private static MisuseCase.OfModel on(Supplier<Path> file, MisuseCase.OfModel misuse) {
        return _ -> misuse.run(Model.load(file.get()));
    }

    private static void onAll(Consumer<Model> work) {
        for (Supplier<Path> file : ALL) {
            try (var model = Model.load(file.get())) {
                work.accept(model);
            }
        }
    }

    private static void longestTexts(Model model) {
        int length = Math.min(1024, model.info().trainedContextLength());
        try (var embedder = model.embedder(options().withPooling(Pooling.MEAN).withMaxTokens(length))) {
            int[] text = new int[embedder.maxTokens()];
            Arrays.fill(text, 5);
            for (int i = 0; i < 3; i++) embedder.embed(text);
        }
    }

    private static void sizes(Model model) {
        for (int size : List.of(1, 2, 3, 63, 64, 65, 127, 200, 1000, 4096)) {
            var sized = options().withPooling(Pooling.MEAN).withMaxTokens(size).withBatchSize(1 + size / 3);
            try (var embedder = model.embedder(sized)) {
                for (int length : List.of(1, 2, 3, 60, 200))
                    embedder.embed(new int[Math.min(length, embedder.maxTokens())]);
            }
        }
    }

    private static void everyPooling(Model model) {
        for (Pooling pooling : List.of(Pooling.NONE, Pooling.MEAN, Pooling.CLS, Pooling.LAST)) {
            for (Attention attention : Attention.values()) {
                try (var embedder = model.embedder(options().withPooling(pooling).withAttention(attention))) {
                    if (pooling == Pooling.NONE) embedder.embedTokens(5, 6, 7);
                    else embedder.embed(List.of("hello world", "a", "the sky is blue"));
                } catch (UnsupportedOperationException refused) {
                    if (attention == Attention.OF_MODEL) throw refused;
                }
            }
        }
    }

    private static void withoutVocabulary(Model model) {
        try (var embedder = model.embedder(options())) {
            if (embedder.embed(1, 2, 3).dimensions() != 64) throw new AssertionError("not an embedding");
            embedder.embed("hello");
        }
    }

    private static void afterClose(Model model) {
        var embedder = model.embedder(options().withPooling(Pooling.MEAN).withMaxTokens(32).withBatchSize(32));
        embedder.close();
        embedder.embed("hello");
    }

    private static void rankAfterClose(Model model) {
        var reranker = model.reranker(ranking());
        reranker.close();
        reranker.rank("a", List.of("b"));
    }

    private static void closeModelFirst(Model model) {
        Embedder first = model.embedder(options().withPooling(Pooling.MEAN));
        Embedder second = model.embedder(options().withPooling(Pooling.CLS));
        Reranker reranker = model.reranker(ranking());
        try {
            model.close();
        } finally {
            first.embed("a");
            second.embed("a");
            reranker.score("a", "b");
        }
    }

    private static void closeWhileComputing(Model model) throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            Embedder embedder = model.embedder(options().withMaxTokens(64).withBatchSize(64));
            var computing = Thread.ofPlatform().start(() -> {
                try {
                    embedder.embed(Collections.nCopies(1000, "hello world"));
                    throw new AssertionError("it was not closed");
                } catch (IllegalStateException closed) { // in the midst, or before it began
                }
            });
            Thread.sleep(4 * i);
            embedder.close();
            computing.join();
        }
    }

    private static void manyThreads(Model model) throws InterruptedException {
        try (var embedder = model.embedder(options().withMaxTokens(64).withBatchSize(64))) {
            Embedding expected = embedder.embed("hello world");
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) threads.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 50; j++)
                    if (!embedder.embed("hello world").equals(expected)) throw new AssertionError("it has changed");
            }));
            for (Thread thread : threads) thread.join();
        }
    }

    private static void interruptStorm(Model model) throws InterruptedException {
        try (var embedder = model.embedder(options())) {
            Embedding expected = embedder.embed("hello world");
            for (int i = 0; i < 25; i++) {
                var computing = Thread.ofVirtual().start(() -> {
                    try {
                        embedder.embed(Collections.nCopies(2000, "hello world"));
                    } catch (CancellationException _) { // as a rule
                    }
                });
                Thread.sleep(i % 7);
                computing.interrupt();
                computing.join();
                if (!embedder.embed("hello world").equals(expected)) throw new AssertionError("something has remained");
            }
        }
    }

    private static void exitWhileComputing(Supplier<Model> model) throws InterruptedException {
        Embedder embedder = model.get().embedder(options().withPooling(Pooling.MEAN).withMaxTokens(256));
        Thread.ofPlatform().daemon().start(() -> embedder.embed(Collections.nCopies(1000, "hello world ".repeat(50))));
        Thread.sleep(300);
        System.out.println("alive: exit");
        System.exit(0);
    }
}

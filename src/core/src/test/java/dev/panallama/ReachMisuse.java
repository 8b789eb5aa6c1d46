package dev.panallama;

import static dev.panallama.MisuseCase.alone;
import static dev.panallama.MisuseCase.entry;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.sampler.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Uses logits, hidden states, threads, vocabularies and saved models in the ways that would end a C program.
/// Run by [MisuseTest].
final class ReachMisuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("logits into an array that is too short", "IllegalArgumentException: the array has room for 5",
                    model -> session(model).append("Hello").logits(new float[5])),
            entry("hidden state into an array that is too short", "IllegalArgumentException: the array has room for 0",
                    model -> session(model).append("Hello").hiddenState(new float[0])),
            entry("hidden state of nothing", "IllegalStateException: the session is empty",
                    model -> session(model).hiddenState(new float[4096])),
            entry("hidden states between forks that generate", "done", ReachMisuse::hiddenStatesOfForks),
            entry("threads changed while a fork generates", "done", ReachMisuse::threadsWhileGenerating),
            entry("warmed up in a full cache", "done", ReachMisuse::warmUpWhenFull),
            entry("warmed up after close", "IllegalStateException: the session is closed", ReachMisuse::warmUpClosed),
            entry("no vocabulary at all", "done", _ -> ReachMisuse.noVocabulary()),
            entry("saved over its file while it computes", "done", _ -> ReachMisuse.saveWhileComputing()),
            entry("NUMA after the first model", "IllegalStateException: a model was loaded before",
                    _ -> Llama.numa(NumaStrategy.DISTRIBUTE)),
            alone("NUMA before the first model", "IllegalStateException: a model was loaded before",
                    ReachMisuse::numaAgain)));

    private ReachMisuse() {}

    private static Session session(Model model) {
        return model.session(SessionOptions.defaults().withThreads(1).withContextLength(256));
    }

    private static void hiddenStatesOfForks(Model model) {
        var options = SessionOptions.defaults().withThreads(1).withContextLength(512).withForks(1);
        try (var session = model.session(options).append("the sky"); var fork = session.fork()) {
            var generation = fork.generate(Sampler.greedy(), 20);
            var tokens = generation.iterator();
            for (int i = 0; i < 10; i++) {
                tokens.next();
                session.hiddenState(new float[64]);
                session.generate(Sampler.greedy(), 1).text();
            }
            generation.text();
        }
    }

    private static void threadsWhileGenerating(Model model) throws InterruptedException {
        var options = SessionOptions.defaults().withThreads(1).withContextLength(512).withForks(1);
        try (var session = model.session(options).append("the sky"); var fork = session.fork()) {
            Thread generating = Thread.ofPlatform().start(() -> fork.generate(Sampler.greedy(), 40).text());
            int most = Math.min(2, Runtime.getRuntime().availableProcessors());
            for (int i = 0; i < 10; i++) session.threads(1 + i % most, 1 + (i + 1) % most);
            generating.join();
        }
    }

    private static void warmUpWhenFull(Model model) {
        var options = SessionOptions.defaults().withThreads(1).withContextLength(256).withForks(1);
        try (var session = model.session(options); var fork = session.fork()) {
            fork.append(new int[fork.contextLength() - 1]);
            session.warmUp();
            fork.generate(Sampler.greedy()).text();
            session.warmUp();
        }
    }

    private static void warmUpClosed(Model model) {
        Session session = session(model);
        session.close();
        session.warmUp();
    }

    private static void noVocabulary() throws Exception {
        Path file = Files.createTempDirectory("reach").resolve("none.gguf");
        GgufWriter writer = GgufWriter.copyOf(TinyModels.llama());
        int size;
        try (var model = Model.load(TinyModels.llama())) {
            size = model.vocabulary().size();
        }
        writer.put("tokenizer.ggml.model", GgufValue.text("no_vocab"))
                .put("llama.vocab_size", GgufValue.uint32(size))
                .write(file);
        try (var model = Model.load(file); var session = session(model)) {
            Vocabulary vocabulary = model.vocabulary();
            List<Runnable> questions = List.of(() -> vocabulary.rawText(0), () -> vocabulary.score(0),
                    () -> vocabulary.attributes(0), vocabulary::fillInTheMiddle, () -> vocabulary.tokenize("a"));
            var refused = new ArrayList<Throwable>();
            for (Runnable it : questions) {
                try {
                    it.run();
                } catch (UnsupportedOperationException expected) {
                    refused.add(expected);
                }
            }
            if (refused.size() != questions.size()) throw new AssertionError(refused.toString());
            if (vocabulary.kind() != Vocabulary.Kind.NONE) throw new AssertionError(vocabulary.kind().toString());
            if (vocabulary.newline().isPresent() || vocabulary.suppressedTokens().length > 0)
                throw new AssertionError();
            session.warmUp().append(1, 2, 3).hiddenState(new float[64]);
        }
    }

    private static void saveWhileComputing() throws Exception {
        Path file = Files.copy(TinyModels.llama(), Files.createTempDirectory("reach").resolve("own.gguf"));
        try (var model = Model.load(file, ModelOptions.defaults().withLoadMode(LoadMode.MAP));
                var session = session(model).append("the sky")) {
            Thread computing = Thread.ofPlatform().start(() -> session.generate(Sampler.greedy(), 200).text());
            for (int i = 0; i < 10; i++) model.save(file);
            computing.join();
            session.generate(Sampler.greedy(), 1).text();
        }
    }

    private static void numaAgain(Supplier<Model> model) {
        Llama.numa(NumaStrategy.DISTRIBUTE);
        session(model.get()).append("Hello").generate(Sampler.greedy(), 4).text();
        Llama.numa(NumaStrategy.ISOLATE);
    }
}

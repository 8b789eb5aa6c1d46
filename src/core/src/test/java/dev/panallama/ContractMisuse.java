package dev.panallama;

import static dev.panallama.MisuseCase.entry;
import static dev.panallama.MisuseCase.inFolder;

import dev.panallama.chat.ChatMessage;
import dev.panallama.error.LlamaException;
import dev.panallama.error.SessionStateException;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/// What else the native contract lists: sizes, files, numbers, states and lifetimes. Run by [MisuseTest].
final class ContractMisuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("a session of a vocabulary",
                    "IllegalStateException: model llama.gguf was loaded for its vocabulary only",
                    _ -> Model.load(TinyModels.llama(), ModelOptions.defaults().withVocabularyOnly(true)).session()),
            entry("a session of an encoder", "UnsupportedOperationException: model tiny bert",
                    _ -> Model.load(TinyModels.bert()).session()),
            entry("a session of an encoder and decoder", "UnsupportedOperationException: model tiny t5",
                    _ -> Model.load(TinyModels.t5()).session()),
            entry("nothing appended", "done", model -> session(model).append("").append().append(5).logits()),
            entry("logits of nothing", "IllegalStateException: the session is empty", model -> session(model).logits()),
            entry("a recurrent model past its context", "ContextOverflowException: 1000 tokens do not fit",
                    _ -> session(Model.load(TinyModels.mamba())).append(new int[1000])),
            entry("a recurrent model cancelled", "done", _ -> ContractMisuse.cancelRecurrent()),
            entry("logits that are no numbers", "DecodeException: the model computed NaN", ContractMisuse::damaged),
            entry("sampling numbers that are none", "IllegalArgumentException: the repeat penalty is Infinity",
                    _ -> refused(List.of(() -> new Stage.TopP(Float.NaN), () -> new Stage.Temperature(-1),
                            () -> new Stage.TopK(-1), () -> new Stage.Penalties(-2, 1, 0, 0),
                            () -> new Stage.Penalties(8, Float.POSITIVE_INFINITY, 0, 0)))),
            entry("batch of two thousand million",
                    "IllegalArgumentException: batchSize is 2,147,483,647: give 1 to 65,536",
                    model -> session(model, SessionOptions.defaults().withBatchSize(Integer.MAX_VALUE))),
            entry("256 sequences in a batch of one", "IllegalArgumentException: 256 sequences do not fit",
                    model -> session(model, SessionMisuse.OPTIONS().withForks(255).withBatchSize(1))),
            entry("256 sequences of four million tokens",
                    "IllegalArgumentException: a context of 1,073,741,824 tokens needs",
                    _ -> session(Model.load(TestModels.smolLm2()), SessionMisuse.OPTIONS().withContextLength(1 << 22)
                            .withForks(255).withKvCache(KvCacheOptions.defaults().withShared(false)))),
            entry("256 sequences of sixteen million tokens",
                    "IllegalArgumentException: 256 sequences of 16,777,216 tokens",
                    model -> session(model, SessionMisuse.OPTIONS().withContextLength(1 << 24)
                            .withForks(255).withKvCache(KvCacheOptions.defaults().withShared(false)))),
            entry("an embedder of the longest texts", "IllegalArgumentException: the outputs of 65,536 tokens need",
                    _ -> Model.load(TestModels.gemma3()).embedder(EmbedderOptions.defaults().withPooling(Pooling.MEAN)
                            .withMaxTokens(SessionOptions.MAX_BATCH_SIZE))),
            entry("a scorer of the longest context", "IllegalArgumentException: a context of 16,777,216 tokens needs",
                    _ -> Model.load(TestModels.smolLm2())
                            .scorer(SessionMisuse.OPTIONS().withContextLength(SessionOptions.MAX_CONTEXT_LENGTH))),
            entry("threads that there are not", "IllegalArgumentException: threads is 512",
                    model -> session(model, SessionOptions.defaults().withThreads(512))),
            entry("more threads later", "IllegalArgumentException: threads is 512",
                    model -> session(model).threads(512, 0)),
            entry("a shift of BF16 keys", "UnsupportedOperationException: model ",
                    model -> session(model, SessionMisuse.OPTIONS().withContextShift(4).withKvCache(
                            KvCacheOptions.defaults().withTypes(KvCacheType.BF16, KvCacheType.BF16)))),
            entry("a shift of a recurrent model", "UnsupportedOperationException: model ",
                    _ -> session(Model.load(TinyModels.mamba()), SessionMisuse.OPTIONS().withContextShift(4))),
            entry("positions that are no numbers", "IllegalArgumentException: frequencyScale is NaN",
                    _ -> refused(List.of(() -> new RopeOptions(RopeOptions.Scaling.LINEAR, Float.NaN, 1,
                            RopeOptions.Yarn.OF_MODEL), () -> RopeOptions.linear(0),
                            () -> RopeOptions.yarn(Float.NaN)))),
            entry("nothing in place of something", "NullPointerException: ", ContractMisuse::nulls),
            entry("a pipe in place of a model", "ModelLoadException: cannot load", _ -> inFolder(ContractMisuse::pipe)),
            entry("no file, an empty one, garbage", "done", _ -> inFolder(ContractMisuse::badFiles)),
            entry("a progress listener that throws", "IllegalStateException: enough",
                    _ -> Model.load(TinyModels.llama(), ModelOptions.defaults().withProgress(_ -> {
                        throw new IllegalStateException("enough");
                    }))),
            entry("a progress listener that says no", "CancellationException: loading ",
                    _ -> Model.load(TinyModels.llama(), ModelOptions.defaults().withProgress(_ -> false))),
            entry("a vocabulary saved", "done", _ -> inFolder(ContractMisuse::saveVocabulary)),
            entry("a file cut short after it was read", "done", _ -> inFolder(ContractMisuse::cutWhenRead)),
            entry("a state of another model", "SessionStateException: the session was saved with another model",
                    model -> session(model).restore(session(Model.load(TinyModels.gpt2())).append(5).save())),
            entry("a state of other options", "SessionStateException: the session was saved with other options",
                    model -> session(model).restore(session(model, SessionMisuse.OPTIONS().withKvCache(
                            KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32))).append(5).save())),
            entry("a state cut anywhere", "done", ContractMisuse::cutStates),
            entry("several threads load and close", "done", _ -> ContractMisuse.loadInThreads()),
            entry("called from a tiny stack", "done", ContractMisuse::tinyStack),
            entry("long runs for recursive expressions", "done",
                    _ -> inFolder(ContractMisuse::recursiveExpressions)),
            entry("a chat without end", "TemplateLimitException",
                    _ -> Model.load(TestModels.smolLm2()).chatTemplate().orElseThrow().prompt(
                            Collections.nCopies(4, ChatMessage.user("x".repeat(20_000_000))))),
            entry("tokens without end", "IllegalArgumentException: 50,000,000 tokens of up to",
                    _ -> Model.load(TestModels.smolLm2()).vocabulary().detokenize(new int[50_000_000]))));

    private ContractMisuse() {}

    private static Session session(Model model) {
        return session(model, SessionMisuse.OPTIONS());
    }

    private static Session session(Model model, SessionOptions options) {
        return model.session(options);
    }

    /// Throws the last of the exceptions: each of these is refused.
    private static void refused(List<Runnable> makers) {
        RuntimeException last = new IllegalStateException("nothing was refused");
        for (Runnable it : makers) {
            try {
                it.run();
                throw new AssertionError("it was taken");
            } catch (IllegalArgumentException refusal) {
                last = refusal;
            }
        }
        throw last;
    }

    private static void cancelRecurrent() throws InterruptedException {
        try (var model = Model.load(TinyModels.mamba());
                var session = model.session(SessionMisuse.OPTIONS().withBatchSize(16)).append(5, 6, 7)) {
            float[] before = session.logits();
            for (int i = 0; i < 20; i++) {
                var storm = Thread.ofPlatform().start(session::cancel);
                try {
                    session.append(new int[300]).rewind(3);
                } catch (CancellationException _) { // as it should be
                }
                storm.join();
                float[] after = session.logits();
                for (int id = 0; id < before.length; id++)
                    if (Math.abs(before[id] - after[id]) > 0.01) throw new AssertionError("it has changed");
            }
        }
    }

    private static void damaged(Model model) {
        var rope = RopeOptions.ofModel().withFrequencyBase(Float.MIN_VALUE); // as damaged weights would do
        session(model, SessionMisuse.OPTIONS().withRope(rope)).append(1, 5, 9).generate(Sampler.greedy(), 1).text();
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // null is the point
    private static void nulls(Model model) {
        Session session = session(model);
        List<Runnable> uses = List.of(
                () -> Model.load((Path) null), () -> model.session(null), () -> model.loadAdapter(null),
                () -> session.append((String) null), () -> session.append((int[]) null),
                () -> session.generate(null), () -> session.restore((byte[]) null), () -> session.adapters(null),
                () -> model.vocabulary().tokenize((String) null), () -> model.chat((ChatOptions) null),
                () -> Grammar.gbnf(null));
        for (int i = 0; i < uses.size(); i++) {
            try {
                uses.get(i).run();
                throw new AssertionError("use %d was taken".formatted(i));
            } catch (NullPointerException refused) {
                if (i == uses.size() - 1) throw refused;
            }
        }
    }

    private static void pipe(Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.gguf");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        Model.load(pipe);
    }

    private static void badFiles(Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.gguf"));
        Path garbage = Files.writeString(folder.resolve("garbage.gguf"), "GGUF" + "x".repeat(5000));
        for (Path it : List.of(folder, folder.resolve("none.gguf"), empty, garbage)) {
            try {
                Model.load(it);
                throw new AssertionError(it + " was loaded");
            } catch (LlamaException refused) { // by name
                if (!String.valueOf(refused.getMessage()).contains(it.getFileName().toString())) throw refused;
            }
        }
    }

    private static void saveVocabulary(Path folder) throws Exception {
        var vocabularyOnly = ModelOptions.defaults().withVocabularyOnly(true);
        try (var model = Model.load(TinyModels.llama(), vocabularyOnly)) {
            model.save(folder.resolve("saved.gguf"));
        }
        Model.load(folder.resolve("saved.gguf")).close();
    }

    private static void cutWhenRead(Path folder) throws Exception {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("cut.gguf"));
        try (var model = Model.load(file, ModelOptions.defaults().withLoadMode(LoadMode.READ));
                var session = session(model)) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            session.append(5).generate(Sampler.greedy(), 4).text();
        }
    }

    private static void cutStates(Model model) {
        Session session = session(model).append(5, 6, 7);
        byte[] saved = session.save();
        for (int length = 0; length < saved.length; length += 1 + saved.length / 200) {
            try {
                session.restore(Arrays.copyOf(saved, length));
                throw new AssertionError("%d bytes were taken".formatted(length));
            } catch (SessionStateException _) { // as it should be
            }
        }
        session.restore(saved);
        session.append(8).logits();
    }

    private static void loadInThreads() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        var files = List.of(TinyModels.llama(), TinyModels.gpt2(), TinyModels.mamba());
        for (Path it : files) threads.add(Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 8; i++)
                try (var model = Model.load(it); var session = session(model)) {
                    session.append(5, 6).generate(Sampler.greedy(), 2).text();
                }
        }));
        for (Thread it : threads) it.join();
    }

    private static void tinyStack(Model model) throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        Runnable work = () -> {
            try (var other = Model.load(TinyModels.gpt2()); var session = session(other)) {
                session.append(5).generate(Sampler.greedy(), 2).text();
                model.vocabulary().tokenize("word ".repeat(10_000));
            } catch (Throwable failure) {
                failures.add(failure);
            }
        };
        Thread thread = Thread.ofPlatform().stackSize(1 << 17).start(work);
        thread.join();
        if (!failures.isEmpty()) throw new AssertionError(failures.getFirst());
    }

    /// The splitters of these names recurse once per character of the same class.
    private static void recursiveExpressions(Path folder) throws Exception {
        for (String splitter : List.of("deepseek-llm", "falcon", "default")) {
            Path file = folder.resolve(splitter + ".gguf");
            TinyModels.withMetadata(TinyModels.gpt2(), file, "tokenizer.ggml.pre", GgufValue.text(splitter));
            try (var model = Model.load(file, ModelOptions.defaults().withVocabularyOnly(true))) {
                for (String character : List.of(" ", "a", "1", ".", "\u4e2d"))
                    model.vocabulary().tokenize(character.repeat(200_000));
            }
        }
    }

    private static int size() {
        try (var model = Model.load(TinyModels.llama())) {
            return model.vocabulary().size();
        }
    }

    /// Uses a model that takes tokens alone.
    static void withoutVocabulary(MisuseCase.OfModel use) throws Exception {
        inFolder(folder -> {
            Path file = folder.resolve("none.gguf");
            GgufWriter.copyOf(TinyModels.llama())
                    .put("tokenizer.ggml.model", GgufValue.text("no_vocab"))
                    .put("llama.vocab_size", GgufValue.uint32(size()))
                    .write(file);
            try (var model = Model.load(file)) {
                use.run(model);
            }
        });
    }
}

package dev.panallama;

import static dev.panallama.MisuseCase.alone;
import static dev.panallama.MisuseCase.closing;
import static dev.panallama.MisuseCase.entry;

import dev.panallama.chat.ChatMessage;
import dev.panallama.sampler.Candidates;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.LogitsProcessor;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Does what would end a C program, in the ways that the API leaves open, and tells what came of it.
/// Run by [MisuseTest].
final class Misuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("token id above the vocabulary", "IllegalArgumentException: there is no token 1000000",
                    model -> session(model).append(1_000_000)),
            entry("token id below zero", "IllegalArgumentException: there is no token -7: ids go from 0 to 49151",
                    model -> session(model).append(-7)),
            entry("piece of an unknown token", "IllegalArgumentException: there is no token 2147483647",
                    model -> model.vocabulary().piece(Integer.MAX_VALUE)),
            entry("text of an unknown token", "IllegalArgumentException: there is no token -1",
                    model -> model.vocabulary().text(-1)),
            entry("control test of an unknown token", "IllegalArgumentException: there is no token 1073741824",
                    model -> model.vocabulary().isControl(1 << 30)),
            entry("detokenize unknown tokens", "IllegalArgumentException: there is no token 99999999",
                    model -> model.vocabulary().detokenize(1, 2, 99_999_999)),
            entry("generate from nothing decoded", "done", Misuse::generateAfterRewind),
            entry("prompt longer than the context", "ContextOverflowException: 20001 tokens do not fit",
                    model -> session(model).append("word ".repeat(20_000))),
            entry("generate past the context", "ContextOverflowException: 1 tokens do not fit",
                    _ -> Misuse.generatePastContext(Model.load(TinyModels.llama()))),
            entry("batch larger than the context", "done", Misuse::batchLargerThanContext),
            entry("text of a million characters", "done", model -> model.vocabulary().tokenize(" ".repeat(1_000_000))),
            entry("text of more than a million", "IllegalArgumentException: a text of 1,000,001 characters",
                    model -> model.vocabulary().tokenize("x".repeat(1_000_001))),
            entry("lone surrogates and NUL", "done", model -> session(model).append("\uD800a\0b\uDFFF")),
            entry("penalties over everything", "done", Misuse::hugePenalties),
            entry("numbers that make no sense", "done", Misuse::extremeNumbers),
            entry("DRY over everything", "done", Misuse::dryOverEverything),
            entry("bias of an unknown token", "IllegalArgumentException: there is no token 1000000",
                    model -> generate(model, Stage.LogitBias.never(1_000_000))),
            entry("every token ruled out", "LlamaException: the stages of the sampler leave no token",
                    Misuse::everyTokenRuledOut),
            entry("infill over the whole vocabulary", "done", model -> generate(model, new Stage.Infill())),
            entry("stages after hardly anything is left", "done", Misuse::hardlyAnythingLeft),
            entry("mirostat of nothing", "done", Misuse::mirostatOfNothing),
            entry("a stage that keeps its candidates", "IllegalStateException: these candidates were",
                    Misuse::keptCandidates),
            entry("candidates in another thread", "WrongThreadException: ", Misuse::candidatesElsewhere),
            entry("a stage that breaks off in an error", "StackOverflowError: ",
                    model -> generate(model, new Stage.Custom(Misuse::endless))),
            entry("a maker that makes nothing", "NullPointerException: the maker of a custom stage",
                    model -> generate(model, new Stage.Custom(() -> null))),
            entry("context of sixteen million", "IllegalArgumentException: a context of 16,777,216 tokens needs",
                    Misuse::hugeContext),
            closing("model closed under a session", "IllegalStateException: close the 1 open session(s)",
                    Misuse::closeModelFirst),
            closing("model closed while tokenizing", "", Misuse::closeWhileTokenizing),
            closing("vocabulary after close", "IllegalStateException: model SmolLM2-135M-Instruct.Q4_1.gguf is closed",
                    Misuse::vocabularyAfterClose),
            entry("session after close", "IllegalStateException: the session is closed", Misuse::sessionAfterClose),
            entry("two threads in one session", "IllegalStateException: another thread is using this session",
                    Misuse::twoThreads),
            entry("close while generating", "IllegalStateException: the session is closed",
                    Misuse::closeWhileGenerating),
            entry("NUL in a chat message", "done", Misuse::nulInChat),
            entry("no chat message", "done", model -> tokenize(model, List.of())),
            entry("overrides that break llama.cpp's assumptions", "IllegalArgumentException: the key of an override",
                    _ -> Misuse.badOverrides()),
            entry("a pattern nested as deep as may be", "done", _ -> Misuse.deepPattern()),
            entry("a pattern that C++ does not know", "ModelLoadException: llama.cpp cannot load",
                    _ -> load(ModelOptions.defaults().withPlacement(
                            Placement.defaults().withRule("(?<=blk)a", "CPU")))),
            entry("a list of parts with one twice", "ModelLoadException: cannot load", _ -> Model.load(
                    List.of(TinyModels.llama(), TinyModels.llama()), ModelOptions.defaults())),
            alone("exit with a session open and computing", "alive: exit", Misuse::exitWhileComputing)));

    private Misuse() {}

    private static void badOverrides() {
        ModelOptions plain = ModelOptions.defaults();
        List<Supplier<ModelOptions>> bad = List.of(
                () -> plain.withOverride("llama.block_count", 0),
                () -> plain.withOverride("llama.expert_count", 2000),
                () -> plain.withOverride("llama.rope.scaling.type", "bent"),
                () -> plain.withOverride("llama.attention.head_count", 0),
                () -> plain.withOverride("llama.context_length", 0),
                () -> plain.withOverride("k".repeat(1000), 1));
        RuntimeException last = new IllegalStateException("nothing was refused");
        for (Supplier<ModelOptions> options : bad) {
            try {
                load(options.get());
                throw new AssertionError("it was loaded");
            } catch (IllegalArgumentException refused) {
                last = refused;
            }
        }
        throw last;
    }

    private static void load(ModelOptions options) {
        Model.load(TinyModels.llama(), options).close();
    }

    /// Java compiles it where the stack is deep enough, so that C gets it for certain.
    private static void deepPattern() throws Exception {
        String pattern = "(".repeat(2047) + "a" + ")".repeat(2047);
        var loading = new FutureTask<>(() -> load(
                ModelOptions.defaults().withPlacement(Placement.defaults().withRule(pattern, "CPU"))), true);
        new Thread(null, loading, "deep", 256 << 20).start();
        loading.get();
    }

    private static void generateAfterRewind(Model model) {
        Session session = session(model);
        session.append("Hello").rewind(0);
        session.generate(Sampler.greedy(), 1).text();
    }

    private static void generatePastContext(Model model) {
        Session session = model.session(SessionOptions.defaults().withContextLength(1));
        session.append(new int[session.contextLength()]).generate(Sampler.greedy()).text();
        session.append(1);
    }

    private static void batchLargerThanContext(Model model) {
        SessionOptions options = SessionOptions.defaults().withContextLength(64).withBatchSize(65_536);
        model.session(options).append("word ".repeat(200)).generate(Sampler.greedy(), 1).text();
    }

    private static void hugePenalties(Model model) {
        Sampler sampler = Sampler.defaults().with(new Stage.Penalties(Integer.MAX_VALUE, 1.1f, 0, 0));
        session(model).append("Hello").generate(sampler, 4).text();
    }

    private static void extremeNumbers(Model model) {
        Sampler sampler = Sampler.of(
                new Stage.TopK(Integer.MAX_VALUE),
                new Stage.TopP(0),
                new Stage.MinP(1),
                new Stage.Penalties(64, 0.01f, -1000, -1000),
                new Stage.Temperature(Float.MIN_VALUE));
        session(model).append("Hello").generate(sampler, 4).text();
    }

    private static Session session(Model model) {
        return model.session(SessionMisuse.OPTIONS());
    }

    private static String generate(Model model, Stage... stages) {
        return session(model).append("Hello").generate(Sampler.of(stages), 4).text();
    }

    private static void dryOverEverything(Model model) {
        List<String> breakers = Collections.nCopies(8, "\uD83E\uDD99".repeat(10));
        generate(model, new Stage.Dry(100, 100, 0, Integer.MAX_VALUE, breakers));
    }

    private static void everyTokenRuledOut(Model model) {
        int[] all = IntStream.range(0, model.vocabulary().size()).toArray();
        generate(model, Stage.LogitBias.never(all), new Stage.TopK(4));
    }

    private static void hardlyAnythingLeft(Model model) {
        int[] most = IntStream.range(2, model.vocabulary().size()).toArray();
        generate(
                model,
                Stage.LogitBias.never(most),
                new Stage.DynamicTemperature(0.5f, 0.5f, 100),
                new Stage.Typical(0.001f),
                new Stage.TopNSigma(0.01f),
                new Stage.Xtc(1, 0),
                new Stage.TopP(0),
                new Stage.Infill());
    }

    private static void mirostatOfNothing(Model model) {
        for (Choice choice : List.of(
                new Choice.Mirostat(0, 10, 2), new Choice.Mirostat2(0, 10), new Choice.AdaptiveP(0, 0.99f))) {
            Sampler sampler = Sampler.of(new Stage.TopK(1), new Stage.Temperature(0)).with(choice);
            session(model).append("Hello").generate(sampler, 4).text();
        }
    }

    private static void keptCandidates(Model model) {
        var kept = new ArrayList<Candidates>();
        generate(model, new Stage.Custom(() -> kept::add));
        kept.getFirst().logit(0);
    }

    private static void candidatesElsewhere(Model model) {
        var thrown = new ArrayList<Throwable>();
        generate(model, new Stage.Custom(() -> candidates -> {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    candidates.sort();
                } catch (RuntimeException refused) {
                    thrown.add(refused);
                }
            });
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }));
        throw (RuntimeException) thrown.getFirst();
    }

    private static LogitsProcessor endless() {
        return candidates -> endless().apply(candidates);
    }

    private static void hugeContext(Model model) {
        model.session(SessionOptions.defaults().withContextLength(SessionOptions.MAX_CONTEXT_LENGTH));
    }

    private static void closeModelFirst(Model model) {
        Session session = session(model);
        try {
            model.close();
        } finally {
            session.append("Hello").generate(Sampler.greedy(), 1).text();
        }
    }

    private static void closeWhileTokenizing(Model model) throws InterruptedException {
        var started = Thread.ofPlatform().daemon().start(() -> model.vocabulary().tokenize("word ".repeat(190_000)));
        while (started.isAlive()) model.close();
        started.join();
    }

    private static void vocabularyAfterClose(Model model) {
        model.close();
        model.vocabulary().tokenize("Hello");
    }

    private static void sessionAfterClose(Model model) {
        Session session = session(model);
        session.close();
        session.append("Hello");
    }

    private static void twoThreads(Model model) throws InterruptedException {
        Session session = session(model);
        var refused = new ArrayList<RuntimeException>();
        Runnable work = () -> {
            try {
                session.append("word ".repeat(50)).generate(Sampler.greedy(), 20).text();
            } catch (IllegalStateException expected) {
                synchronized (refused) {
                    refused.add(expected);
                }
            }
        };
        Thread first = Thread.ofPlatform().start(work);
        Thread second = Thread.ofVirtual().start(work);
        first.join();
        second.join();
        if (!refused.isEmpty()) throw refused.getFirst();
    }

    private static void closeWhileGenerating(Model model) throws InterruptedException {
        Session session = session(model);
        session.append("Hello");
        var thread = Thread.ofPlatform().start(() -> {
            try {
                session.generate(Sampler.greedy(), 200).text();
            } catch (IllegalStateException _) { // the close came between two tokens
            }
        });
        for (boolean closed = false; !closed && thread.isAlive();) {
            try {
                session.close();
                closed = true;
            } catch (IllegalStateException _) { // busy: once more
            }
        }
        thread.join();
        session.append("Hello");
    }

    private static void nulInChat(Model model) {
        tokenize(model, List.of(ChatMessage.user("a\0b")));
    }

    private static void tokenize(Model model, List<ChatMessage> messages) {
        model.vocabulary().tokenize(model.chatTemplate().orElseThrow().prompt(messages));
    }

    private static void exitWhileComputing(Supplier<Model> model) {
        Session session = model.get().session(SessionMisuse.OPTIONS().withContextLength(4096));
        Thread.ofPlatform().daemon().start(() -> session.append("word ".repeat(3_000)));
        System.out.println("alive: exit");
        System.exit(0);
    }
}

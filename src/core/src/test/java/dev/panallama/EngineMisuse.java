package dev.panallama;

import static dev.panallama.MisuseCase.alone;
import static dev.panallama.MisuseCase.entry;

import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Engines asked for what would end a C program. Run by [MisuseTest].
final class EngineMisuse {
    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("no slots", "IllegalArgumentException: slots is 0", _ -> options().withSlots(0)),
            entry("more slots than llama.cpp has sequences", "IllegalArgumentException: slots is 257",
                    _ -> options().withSlots(257)),
            entry("fewer tokens in a batch than slots", "IllegalArgumentException: microBatchSize is 2 and slots 4",
                    _ -> options().withMicroBatchSize(2)),
            entry("fewer cells than slots", "IllegalArgumentException: contextLength is 8 and slots 64",
                    model -> run(model, options().withSlots(64).withContextLength(8))),
            entry("as many slots as there can be", "done", model -> run(model, options().withSlots(256))),
            entry("a context larger than the machine", "IllegalArgumentException: a context of 16,777,216 tokens needs",
                    _ -> {
                        try (var model = Model.load(TestModels.smolLm2())) {
                            run(model, options().withContextLength(1 << 24));
                        }
                    }),
            entry("an engine on a vocabulary",
                    "IllegalStateException: model llama.gguf was loaded for its vocabulary only",
                    _ -> {
                        try (var vocabulary = Model.load(TinyModels.llama(),
                                ModelOptions.defaults().withVocabularyOnly(true))) {
                            vocabulary.engine(options());
                        }
                    }),
            entry("an engine on an encoder", "UnsupportedOperationException", _ -> {
                try (var encoder = Model.load(TinyModels.bert())) {
                    encoder.engine(options());
                }
            }),
            entry("a session of a closed engine", "IllegalStateException: the engine is closed", model -> {
                Engine engine = model.engine(options());
                Session session = engine.session();
                engine.close();
                session.append("hello");
            }),
            entry("a closed session", "IllegalStateException: the session is closed", model -> {
                try (var engine = model.engine(options())) {
                    Session session = engine.session();
                    session.close();
                    session.append("hello");
                }
            }),
            entry("an engine closed by a stage", "IllegalStateException: the engine is choosing a token",
                    model -> inStage(model, (engine, _) -> engine.close())),
            entry("a session closed by its stage", "IllegalStateException: another thread is using this session",
                    model -> inStage(model, (_, session) -> session.close())),
            entry("another session used by a stage", "IllegalStateException: the engine is choosing a token",
                    model -> inStage(model, (engine, _) -> engine.session().append("hello"))),
            entry("a state of another kind", "SessionStateException", EngineMisuse::foreignState),
            entry("a token that is not in the vocabulary", "IllegalArgumentException", model -> {
                try (var engine = model.engine(options()); var session = engine.session()) {
                    session.append(1_000_000);
                }
            }),
            entry("a recurrent model whose tokens are taken back", "done", _ -> rewound(TinyModels.mamba())),
            entry("sliding windows whose tokens are taken back", "done", _ -> rewound(TinyModels.gemma3())),
            entry("guesses in a micro-batch that is full", "done", model -> run(model, options()
                    .withMicroBatchSize(8)
                    .withSession(session().withSpeculation(
                            Speculation.promptLookup().withAdaptive(false).withShortestMatch(1).withGuesses(16))))),
            alone("the end of the program while an engine computes", "done", EngineMisuse::leftAlone)));

    private EngineMisuse() {}

    private static SessionOptions session() {
        return SessionOptions.defaults().withThreads(1).withContextLength(64);
    }

    private static EngineOptions options() {
        return EngineOptions.defaults().withSlots(4).withSession(session());
    }

    private static void run(Model model, EngineOptions options) {
        try (var engine = model.engine(options); var one = engine.session(); var other = engine.session()) {
            one.append("a b a b a b");
            other.append("a b");
            one.generate(Sampler.greedy(), 100).text();
            other.generate(Sampler.greedy(), 100).text();
        }
    }

    private interface Deed {
        void at(Engine engine, Session session);
    }

    private static void inStage(Model model, Deed deed) {
        try (var engine = model.engine(options()); var session = engine.session()) {
            session.append("hello");
            var stage = new Stage.Custom(() -> _ -> deed.at(engine, session));
            session.generate(new Sampler(List.of(stage), new Choice.Greedy()), 4).text();
        }
    }

    private static void foreignState(Model model) {
        byte[] saved;
        try (var session = model.session(
                session().withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32)))) {
            saved = session.append("hello").save();
        }
        try (var engine = model.engine(options()); var session = engine.session()) {
            session.restore(saved);
        }
    }

    private static void rewound(Path file) {
        try (var model = Model.load(file);
                var engine = model.engine(options().withSlots(1).withLease(Duration.ZERO));
                var one = engine.session();
                var other = engine.session()) {
            Consumer<Session> work = it -> {
                it.append(5, 6, 7, 8, 9, 10, 11, 12);
                it.generate(Sampler.greedy(), 8).text();
                it.rewind(5);
                it.append(9, 9);
                it.rewind(1);
                it.generate(Sampler.greedy(), 8).text();
            };
            work.accept(one);
            work.accept(other);
            work.accept(one.fork());
        }
    }

    /// A daemon thread is in the midst of a generation when the program ends.
    private static void leftAlone(Supplier<Model> model) throws InterruptedException {
        Engine engine = model.get().engine(options());
        Session session = engine.session();
        session.append("hello");
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    session.generate(Sampler.greedy(), 40).text();
                    session.rewind(1);
                }
            } catch (IllegalStateException _) { // the engine is closed
            }
        });
        Thread.sleep(200);
    }
}

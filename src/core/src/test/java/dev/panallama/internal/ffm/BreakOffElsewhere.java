package dev.panallama.internal.ffm;

import dev.panallama.EngineOptions;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.TinyModels;
import dev.panallama.bindings.Pointers;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import dev.panallama.gguf.GgufValue;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/// Has C break off wherever it is called, one after the other, and goes on. Run by [BreakOffTest] in a JVM of its own.
final class BreakOffElsewhere {
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(256);

    private BreakOffElsewhere() {}

    public static void main(String[] args) throws Exception {
        try (var model = Model.load(TinyModels.llama())) {
            print("loading", () -> NativeModel.load(List.of(TinyModels.llama()), _ -> {}, _ -> failAssertion()));
            print("tokenizing", BreakOffElsewhere::tokenize);
            print("reading", BreakOffElsewhere::read);
            print("making a context", () -> NativeSequence.open(load(), _ -> failAssertion()));
            print("freeing a context", BreakOffElsewhere::freeContext);
            print("freeing a model", BreakOffElsewhere::freeModel);
            print("computing on two threads", BreakOffElsewhere::computeOnTwoThreads);
            print("choosing in an engine", () -> chooseInEngine(model));
            System.out.println("alive: " + generate(model));
        }
        System.out.println("closed in the end");
    }

    private static void print(String what, Callable<Object> action) {
        try {
            System.out.println(what + ": " + action.call());
        } catch (LlamaException expected) {
            System.out.println(what + ": LlamaException: " + expected.getMessage());
        } catch (Exception wrong) {
            System.out.println(what + ": " + wrong);
        }
    }

    /// The engine is lost, with what is under way in it, and can be closed.
    private static Object chooseInEngine(Model model) throws Exception {
        var engine = model.engine(EngineOptions.defaults().withSlots(2).withSession(OPTIONS));
        try (var session = engine.session(); var other = engine.session()) {
            session.append("a");
            other.append("b");
            var stage = new Stage.Custom(() -> _ -> failAssertion());
            try {
                return session.generate(new Sampler(List.of(stage), new Choice.Greedy()), 4).text();
            } finally {
                try {
                    other.append("c");
                } catch (IllegalStateException refused) {
                    System.out.println("then refused: " + refused.getMessage());
                }
            }
        } finally {
            engine.close();
        }
    }

    private static NativeModel load() {
        return NativeModel.load(List.of(TinyModels.llama()), _ -> {}, _ -> true);
    }

    /// A device that there is not.
    private static boolean failAssertion() {
        llama_h.ggml_backend_dev_get(1_000_000);
        return true;
    }

    /// The file is as good as any; llama.cpp breaks off over a space, by name of its splitter.
    private static Object tokenize() throws Exception {
        Path file = Files.createTempFile("whitespace", ".gguf");
        TinyModels.withMetadata(TinyModels.gpt2(), file, "tokenizer.ggml.pre", GgufValue.text("whitespace"));
        try (var model = Model.load(file)) {
            try {
                return model.vocabulary().tokenize("a  b");
            } finally {
                System.out.println("then " + generate(model));
            }
        } finally {
            Files.delete(file);
        }
    }

    private static Object read() {
        NativeModel model = load();
        try {
            return model.callAside("reading", 1 << 20, BreakOffElsewhere::failAssertion);
        } finally {
            model.close();
        }
    }

    private static Object freeContext() {
        NativeModel model = load();
        var owner = new ContextOwner<>(model, "session", () -> new Reluctant(model.adapterGate()));
        try {
            owner.close();
            return "closed";
        } finally {
            model.close();
            System.out.println("then closed " + owner.isLost() + model.isLost());
        }
    }

    /// What cannot be freed.
    private record Reluctant(AdapterSwitch adapters) implements ContextUse {
        Reluctant(AdapterGate gate) {
            this(new AdapterSwitch(gate, MemorySegment.NULL));
        }

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void close() {
            failAssertion();
        }
    }

    private static Object freeModel() throws ReflectiveOperationException {
        NativeModel model = load();
        var arena = NativeModel.class.getDeclaredField("arena");
        arena.setAccessible(true);
        Pointers.adopt(MemorySegment.ofAddress(64), (Arena) arena.get(model), _ -> failAssertion());
        try {
            model.close();
            return "closed";
        } finally {
            model.close();
            System.out.println("then closed " + model.isLost());
        }
    }

    /// Each thread finds in a part of its own that a number makes no sense.
    private static Object computeOnTwoThreads() throws IOException {
        Path file = Files.createTempFile("epsilon", ".gguf");
        TinyModels.withMetadata(
                TinyModels.llama(), file, "llama.attention.layer_norm_rms_epsilon", GgufValue.float32(-1));
        try {
            NativeModel model = NativeModel.load(List.of(file), _ -> {}, _ -> true);
            NativeSequence lost = NativeSequence.open(model, it -> it.contextLength(256).threads(2, 2));
            lost.decode(new int[]{5, 6, 7, 8}, 0, 4, true);
            return "computed";
        } finally {
            Files.delete(file);
            System.out.println("then parked " + awaitParked());
        }
    }

    /// Counts the threads that stay in C, of which one after the other comes to stay.
    private static long awaitParked() {
        long parked = 0;
        while (parked < 2) {
            parked = Thread.getAllStackTraces().entrySet().stream()
                    .filter(it -> Stream.of(it.getValue())
                            .anyMatch(frame -> frame.getMethodName().equals("llama_decode"))
                            || !it.getKey().getName().startsWith("panallama"))
                    .filter(it -> Stream.of(it.getValue()).anyMatch(frame -> frame.getMethodName().equals("park")
                            && frame.getClassName().equals(Backend.class.getName())))
                    .count();
        }
        return parked;
    }

    private static long generate(Model model) {
        try (Session session = model.session(OPTIONS)) {
            return session.append(5, 6, 7).generate(Sampler.greedy(), 2).stream().count();
        }
    }
}

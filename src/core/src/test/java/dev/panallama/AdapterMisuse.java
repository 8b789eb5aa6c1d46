package dev.panallama;

import static dev.panallama.MisuseCase.closing;
import static dev.panallama.MisuseCase.inFolder;

import dev.panallama.error.LlamaException;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Uses adapters in the ways that would end a C program, and tells what came of it. Run by [MisuseTest].
final class AdapterMisuse {
    /// One misuse of a tiny model.
    interface Case {
        void run(Model model, Path folder) throws Exception;
    }

    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("closed while it is set",
                    "IllegalStateException: 1 open session(s) have adapter 1.gguf set: close them",
                    AdapterMisuse::closeWhileSet),
            entry("closed while another thread computes with it", "done", AdapterMisuse::closeWhileComputing),
            closing("model closed first",
                    "IllegalStateException: close the 2 open adapter(s) of model llama.gguf first",
                    model -> inFolder(folder -> closeModelFirst(model, folder))),
            entry("used after it is closed", "IllegalStateException: adapter 1.gguf is closed",
                    AdapterMisuse::useAfterClose),
            entry("forgotten while it is set", "done", AdapterMisuse::forget),
            entry("loaded while sessions open and switch", "done", AdapterMisuse::loadAmongSessions),
            entry("switched in every fork at every token", "done", AdapterMisuse::switchAmongForks),
            entry("switched by a stage of the sampler", "IllegalStateException: ", AdapterMisuse::switchInStage),
            entry("of another model",
                    "IllegalArgumentException: LoraAdapter[tiny adapter 1] was loaded for another model",
                    AdapterMisuse::ofAnotherModel),
            entry("a hundred at once", "done", AdapterMisuse::hundred),
            entry("files with changed bytes", "done", AdapterMisuse::hostileFiles),
            entry("files with changed tensors", "done", AdapterMisuse::hostileTensors),
            entry("control vectors of extreme layers and numbers", "done", AdapterMisuse::extremeVectors),
            entry("on every kind of memory", "done", AdapterMisuse::everyMemory),
            alone("exit while computing with it", "alive: exit", AdapterMisuse::exit)));

    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(256);
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);

    private AdapterMisuse() {}

    private static Map.Entry<String, MisuseCase> entry(String name, String expected, Case misuse) {
        return MisuseCase.entry(name, expected, model -> inFolder(folder -> misuse.run(model, folder)));
    }

    private static Map.Entry<String, MisuseCase> alone(String name, String expected, Case misuse) {
        return MisuseCase.alone(name, expected, model -> inFolder(folder -> misuse.run(model.get(), folder)));
    }

    private static Path file(Path folder, int seed) throws IOException {
        return TinyLora.random(TinyModels.llama(), seed, 4, "blk.*").write(folder.resolve(seed + ".gguf"));
    }

    private static void use(Session session) {
        session.append(text(20));
        session.generate(Sampler.greedy(), endless(3)).text();
        session.rewind(5);
        session.append(text(3));
    }

    private static GenerationOptions endless(int tokens) {
        return GenerationOptions.defaults().withMaxTokens(tokens).withEndsWithModel(false);
    }

    private static int[] text(int length) {
        return new Random(length).ints(length, 259, 380).toArray();
    }

    private static void closeWhileSet(Model model, Path folder) throws IOException {
        LoraAdapter adapter = model.loadAdapter(file(folder, 1));
        var session = model.session(OPTIONS).adapters(Adapters.of(adapter));
        use(session);
        try {
            adapter.close();
        } finally {
            session.recompute();
            session.close();
            adapter.close();
        }
    }

    private static void closeWhileComputing(Model model, Path folder) throws Exception {
        for (int i = 0; i < 20; i++) {
            LoraAdapter adapter = model.loadAdapter(file(folder, 1));
            var session = model.session(OPTIONS).adapters(Adapters.of(adapter));
            Thread computing = Thread.ofPlatform().start(() -> {
                use(session);
                session.close();
            });
            for (boolean open = true; open;) {
                try {
                    adapter.close();
                    open = false;
                } catch (IllegalStateException _) { // in use, as it should be
                    Thread.onSpinWait();
                }
            }
            computing.join();
        }
    }

    private static void closeModelFirst(Model model, Path folder) throws IOException {
        try (var _ = model.loadAdapter(file(folder, 1)); var _ = model.loadAdapter(file(folder, 2))) {
            model.close();
        }
    }

    private static void useAfterClose(Model model, Path folder) throws IOException {
        LoraAdapter adapter = model.loadAdapter(file(folder, 1));
        adapter.close();
        adapter.close();
        if (adapter.info().rank() != 4) throw new AssertionError("what was read is kept");
        try (var session = model.session(OPTIONS)) {
            session.adapters(Adapters.of(adapter));
        }
    }

    private static void forget(Model model, Path folder) throws IOException {
        Session kept = model.session(OPTIONS).adapters(Adapters.of(model.loadAdapter(file(folder, 1))));
        for (int i = 0; i < 20; i++) {
            model.session(OPTIONS).adapters(Adapters.of(model.loadAdapter(file(folder, 2)))).append(text(3));
            System.gc();
            use(kept);
            kept.clear();
        }
        kept.close();
    }

    private static void loadAmongSessions(Model model, Path folder) throws Exception {
        Path first = file(folder, 1);
        Path second = file(folder, 2);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) threads.add(Thread.ofPlatform().start(() -> {
            for (int round = 0; round < 40; round++)
                try (var adapter = model.loadAdapter(first)) {
                    adapter.info();
                }
        }));
        try (var adapter = model.loadAdapter(second)) {
            for (int round = 0; round < 40; round++)
                try (var session = model.session(OPTIONS).adapters(Adapters.of(adapter, round))) {
                    use(session);
                    session.adapters(Adapters.none()).recompute();
                }
            for (Thread it : threads) it.join();
        }
    }

    private static void switchAmongForks(Model model, Path folder) throws Exception {
        try (var one = model.loadAdapter(file(folder, 1));
                var two = model.loadAdapter(file(folder, 2));
                var session = model.session(OPTIONS.withForks(3)).append(text(10))) {
            var threads = new ArrayList<Thread>();
            for (LoraAdapter it : List.of(one, two, one)) {
                Session fork = session.fork().adapters(Adapters.of(it));
                threads.add(Thread.ofPlatform().start(() -> {
                    fork.generate(Sampler.greedy(), endless(20)).text();
                    fork.adapters(Adapters.of(two).with(one, -1)).recompute();
                    fork.close();
                }));
            }
            session.generate(Sampler.greedy(), endless(20)).text();
            for (Thread it : threads) it.join();
        }
    }

    private static void switchInStage(Model model, Path folder) throws Exception {
        try (var adapter = model.loadAdapter(file(folder, 1)); var session = model.session(OPTIONS).append(text(10))) {
            var stage = new Stage.Custom(() -> _ -> session.adapters(Adapters.of(adapter)));
            session.generate(Sampler.of(stage), endless(3)).text();
        }
    }

    private static void ofAnotherModel(Model model, Path folder) throws IOException {
        try (var same = Model.load(TinyModels.llama(), ON_CPU);
                var adapter = same.loadAdapter(file(folder, 1));
                var session = model.session(OPTIONS)) {
            session.adapters(Adapters.of(adapter));
        }
    }

    private static void hundred(Model model, Path folder) throws IOException {
        Path file = file(folder, 1);
        var all = new ArrayList<LoraAdapter>();
        Adapters adapters = Adapters.none();
        for (int i = 0; i < 100; i++) {
            all.add(model.loadAdapter(file));
            adapters = adapters.with(all.getLast(), 0.01f);
        }
        try (var session = model.session(OPTIONS).adapters(adapters)) {
            use(session);
        }
        all.forEach(LoraAdapter::close);
    }

    private static void hostileFiles(Model model, Path folder) throws IOException {
        int taken = 0;
        byte[] bytes = Files.readAllBytes(TinyLora.random(TinyModels.llama(), 1, 2, "blk.0.attn_q.weight")
                .activatedBy(300)
                .write(folder.resolve("whole.gguf")));
        var random = new Random(1);
        try (var session = model.session(OPTIONS)) {
            for (int i = 0; i < 300; i++) {
                byte[] changed = bytes.clone();
                for (int n = random.nextInt(3); n >= 0; n--)
                    changed[random.nextInt(700)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
                taken += loadAndUse(model, session, Files.write(folder.resolve("changed.gguf"), changed));
            }
        }
        if (taken < 30 || taken > 270) throw new AssertionError("%d of 300 were taken".formatted(taken));
    }

    private static void hostileTensors(Model model, Path folder) throws IOException {
        int taken = 0;
        var random = new Random(2);
        try (var session = model.session(OPTIONS)) {
            for (int i = 0; i < 75; i++)
                taken += loadAndUse(model, session, HostileLora.write(folder.resolve("changed.gguf"), random));
        }
        try (var experts = Model.load(TinyModels.mixtureOfExperts(), ON_CPU); var session = experts.session(OPTIONS)) {
            for (int i = 0; i < 75; i++)
                taken += loadAndUse(experts, session, HostileLora.writeExperts(folder.resolve("changed.gguf"), random));
        }
    }

    /// Uses an adapter, unless it is refused.
    ///
    /// @return how many were loaded
    private static int loadAndUse(Model model, Session session, Path file) {
        int loaded = 0;
        session.clear();
        try (var adapter = model.loadAdapter(file)) {
            loaded++;
            try {
                use(session.adapters(Adapters.of(adapter)));
            } finally {
                session.adapters(Adapters.none());
            }
        } catch (LlamaException refused) {
            if (String.valueOf(refused.getMessage()).contains("broke off")) throw refused;
        }
        return loaded;
    }

    private static void extremeVectors(Model model, Path folder) throws IOException {
        try (var session = model.session(OPTIONS)) {
            for (int layer : new int[]{1, 2, 3, 511, Integer.MAX_VALUE})
                for (int length : new int[]{1, 63, 64, 65, 1 << 20})
                    for (float number : new float[]{0, -Float.MAX_VALUE, Float.MIN_VALUE}) {
                        var direction = new float[length];
                        direction[0] = number;
                        tryVector(session, ControlVector.of(Map.of(layer, direction)));
                    }
        }
    }

    private static void tryVector(Session session, ControlVector vector) {
        try {
            session.clear();
            use(session.adapters(Adapters.of(vector)));
        } catch (IllegalArgumentException | LlamaException refused) {
            if (String.valueOf(refused.getMessage()).contains("broke off")) throw refused;
        } finally {
            session.adapters(Adapters.none());
        }
    }

    private static void everyMemory(Model model, Path folder) throws IOException {
        for (Path base : List.of(TinyModels.gemma3(), TinyModels.olmo2(), TinyModels.gpt2(), TinyModels.mamba(),
                TinyModels.jamba(), TinyModels.mixtureOfExperts())) {
            Path file = TinyLora.random(base, 1, 4, ".*").activatedBy(300, 301).write(folder.resolve("any.gguf"));
            try (var other = Model.load(base, ON_CPU);
                    var adapter = other.loadAdapter(file);
                    var session = other.session(OPTIONS.withForks(1)).adapters(Adapters.of(adapter))) {
                use(session);
                session.append(300).append(301, 302).append(300, 301);
                try (var fork = session.fork()) {
                    fork.rewind(3);
                    session.restore(fork.save());
                    use(session.recompute());
                    var vector = ControlVector.of(Map.of(1, new float[TinyLayers.WIDTH]));
                    fork.adapters(fork.adapters().with(vector)).append(text(5));
                }
            }
        }
    }

    private static void exit(Model model, Path folder) throws Exception {
        LoraAdapter adapter = model.loadAdapter(file(folder, 1));
        model.loadAdapter(file(folder, 2));
        Session idle = model.session(OPTIONS).adapters(Adapters.of(adapter)).append(text(5));
        Session session = model.session(OPTIONS.withContextShift(4)).adapters(Adapters.of(adapter)).append(text(5));
        Thread.ofPlatform().daemon().start(() -> session.generate(Sampler.greedy(), endless(1 << 20)).text());
        while (session.position() < 100) Thread.sleep(1);
        System.out.println("alive: exit with %d tokens in the idle one".formatted(idle.position()));
        System.exit(0);
    }
}

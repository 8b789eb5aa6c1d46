package dev.panallama;

import static dev.panallama.MisuseCase.alone;
import static dev.panallama.MisuseCase.closing;
import static dev.panallama.MisuseCase.entry;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Uses sessions, forks and their options in the ways that would end a C program, and tells what came of it.
/// Run by [MisuseTest].
final class SessionMisuse {
    private static final List<Supplier<Path>> TINY = List.of(
            TinyModels::llama, TinyModels::mixtureOfExperts, TinyModels::gemma3, TinyModels::olmo2, TinyModels::gpt2,
            TinyModels::mamba, TinyModels::jamba);

    private static final List<Supplier<Path>> ROTARY = TINY.subList(0, 4);

    /// The cases by name.
    static final Map<String, MisuseCase> CASES = new TreeMap<>(Map.ofEntries(
            entry("forks without number", "done", SessionMisuse::forksWithoutNumber),
            entry("more forks than there can be", "IllegalArgumentException: forks is 256: give 0 to 255",
                    model -> model.session(OPTIONS().withForks(256))),
            entry("forks opened and closed by several threads", "done", SessionMisuse::forksByThreads),
            entry("closed while a fork computes", "done", SessionMisuse::closeWhileForkComputes),
            closing("model closed with forks open", "IllegalStateException: close the 1 open session(s)",
                    SessionMisuse::closeModelUnderForks),
            entry("restored in the midst of a generation", "done", SessionMisuse::restoreWhileGenerating),
            entry("generation after its session", "done", SessionMisuse::generationAfterSession),
            entry("cancelled without end", "done", SessionMisuse::cancelStorm),
            entry("cancelled while a shift is pending", "done", SessionMisuse::cancelShift),
            entry("a stage that uses its session", "done", SessionMisuse::stageUsesSession),
            entry("every type of cache", "done", _ -> on(TINY, SessionMisuse::everyCache)),
            entry("extreme sizes", "done", _ -> on(TINY.subList(2, 6), SessionMisuse::extremeSizes)),
            entry("extreme positions", "done", _ -> on(ROTARY, SessionMisuse::extremePositions)),
            alone("saved sessions with changed numbers", "done", _ -> on(TINY, HostileStates::restore))));

    private SessionMisuse() {}

    static SessionOptions OPTIONS() {
        return SessionOptions.defaults().withThreads(1).withContextLength(512);
    }

    private static void on(List<Supplier<Path>> files, Consumer<Model> work) {
        for (Supplier<Path> file : files) {
            try (var model = Model.load(file.get(), ModelOptions.defaults().withGpuLayers(0))) {
                work.accept(model);
            }
        }
    }

    private static int[] text(int length) {
        return new Random(length).ints(length, 3, 200).toArray();
    }

    private static GenerationOptions tokens(int count) {
        return GenerationOptions.defaults().withMaxTokens(count).withEndsWithModel(false);
    }

    private static void forksWithoutNumber(Model model) {
        try (var session = model.session(OPTIONS().withForks(255)).append(text(40))) {
            var forks = new ArrayList<Session>();
            for (int i = 0; i < 258; i++) forks.add((i % 2 == 0 ? session : forks.getLast()).fork()); // three copies
            for (int i = 0; i < 258; i += 29) forks.get(i).generate(Sampler.greedy(), tokens(2)).text();
            forks.forEach(Session::close);
            session.generate(Sampler.greedy(), tokens(2)).text();
        }
    }

    private static void forksByThreads(Model model) throws InterruptedException {
        try (var session = model.session(OPTIONS().withForks(3)).append(text(20))) {
            var roots = List.of(session.fork(), session.fork(), session.fork(), session.fork());
            var threads = new ArrayList<Thread>();
            for (Session root : roots) threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 15; i++) {
                    try (var fork = root.fork(); var other = fork.fork()) {
                        fork.append(5 + i);
                        other.rewind(3 + i % 5);
                        other.save();
                    }
                }
            }));
            for (Thread thread : threads) thread.join();
            for (Session root : roots)
                if (!Arrays.equals(root.logits(), session.logits())) throw new AssertionError("a fork has changed");
            roots.forEach(Session::close);
        }
    }

    private static void closeWhileForkComputes(Model model) throws InterruptedException {
        try (var session = model.session(OPTIONS().withForks(1).withBatchSize(16)).append(text(20))) {
            for (int i = 0; i < 5; i++) {
                var fork = session.fork();
                var computing = Thread.ofPlatform().start(() -> session.append(text(20)));
                fork.close();
                computing.join();
            }
        }
    }

    private static void closeModelUnderForks(Model model) {
        Session session = model.session(OPTIONS().withForks(1)).append(5);
        Session fork = session.fork();
        session.close();
        try {
            model.close();
        } finally {
            fork.generate(Sampler.greedy(), 1).text();
            fork.close();
        }
    }

    private static void restoreWhileGenerating(Model model) {
        try (var session = model.session(OPTIONS()).append(text(20))) {
            byte[] saved = session.save();
            var generation = session.generate(Sampler.greedy(), tokens(10));
            generation.iterator().next();
            session.restore(saved);
            if (generation.iterator().hasNext()) throw new AssertionError("the generation has gone on");
            if (session.position() != 20) throw new AssertionError("not what was saved");
        }
    }

    private static void generationAfterSession(Model model) {
        var session = model.session(OPTIONS()).append(text(20));
        var generation = session.generate(Sampler.greedy(), tokens(10).withStopStrings("zzz"));
        generation.iterator().next();
        session.close();
        generation.cancel();
        generation.text();
        generation.close();
    }

    private static void cancelStorm(Model model) throws InterruptedException {
        try (var session = model.session(OPTIONS().withForks(1).withBatchSize(64)).append(text(20));
                var fork = session.fork()) {
            var storm = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.interrupted()) {
                    session.cancel();
                    fork.cancel();
                }
            });
            var other = Thread.ofPlatform().start(() -> tryOften(fork));
            tryOften(session);
            other.join();
            storm.interrupt();
            storm.join();
            if (!Arrays.equals(session.logits(), fork.logits())) throw new AssertionError("a session has changed");
        }
    }

    private static void tryOften(Session session) {
        for (int i = 0; i < 12; i++) {
            try {
                session.append(text(100));
            } catch (CancellationException _) { // as it should be
            }
            session.generate(Sampler.greedy(), tokens(3)).text();
            session.rewind(20);
        }
    }

    /// Keys that were turned when a decode broke off are not turned twice.
    private static void cancelShift(Model smol) throws InterruptedException {
        var options = OPTIONS().withFlashAttention(FlashAttention.OFF);
        try (var model = Model.load(TinyModels.oneLayer());
                var session = model.session(options.withContextShift(4));
                var fresh = model.session(options)) {
            for (int i = 0; i < 30; i++) {
                session.clear();
                session.append(text(512));
                int wait = 20_000 * i;
                var storm = Thread.ofPlatform().start(() -> {
                    for (long start = System.nanoTime(); System.nanoTime() - start < wait;) Thread.onSpinWait();
                    session.cancel();
                });
                if (!appends(session, text(200))) session.append(5);
                storm.join();
                fresh.clear();
                compare(fresh.append(session.tokens()).logits(), session.logits());
            }
        }
    }

    private static boolean appends(Session session, int... ids) {
        try {
            session.append(ids);
            return true;
        } catch (CancellationException _) {
            return false;
        }
    }

    private static void compare(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++)
            if (!(Math.abs(expected[i] - actual[i]) < 0.02)) // keys are stored in 16 bits
                throw new AssertionError("%s is not %s".formatted(actual[i], expected[i]));
    }

    private static void stageUsesSession(Model model) {
        try (var session = model.session(OPTIONS().withForks(1)).append(text(20)); var fork = session.fork()) {
            List<Runnable> uses = List.of(
                    session::logits, session::fork, session::close, () -> session.append(5), () -> session.rewind(0),
                    fork::logits, fork::fork, fork::close, () -> fork.append(5), () -> fork.rewind(0), fork::save);
            for (Runnable use : uses) {
                session.generate(Sampler.of(new Stage.Custom(() -> _ -> expectRefusal(use))), tokens(2)).text();
                session.rewind(20);
            }
            fork.generate(Sampler.greedy(), tokens(2)).text();
        }
    }

    private static void expectRefusal(Runnable use) {
        try {
            use.run();
        } catch (IllegalStateException _) {
            return;
        }
        throw new AssertionError("that was not refused");
    }

    private static void everyCache(Model model) {
        for (FlashAttention attention : FlashAttention.values()) for (KvCacheType type : KvCacheType.values()) {
            var cache = KvCacheOptions.defaults().withTypes(type, type);
            var options = OPTIONS().withContextLength(256)
                    .withFlashAttention(attention)
                    .withKvCache(cache)
                    .withBatchSizes(128, 64);
            useOrRefuse(model, switch (type.ordinal() % 4) {
                case 0 -> options.withContextShift(4);
                case 1 -> options.withForks(2);
                case 2 -> options.withForks(2).withKvCache(cache.withShared(false));
                default -> options.withKvCache(cache.withBeyondWindow(true));
            });
        }
    }

    private static void extremeSizes(Model model) {
        for (int length : new int[]{1, 257, 4_000}) {
            for (int batch : new int[]{1, SessionOptions.MAX_BATCH_SIZE})
                for (int microBatch : new int[]{1, SessionOptions.MAX_BATCH_SIZE})
                    useOrRefuse(model, OPTIONS().withContextLength(length).withBatchSizes(batch, microBatch));
        }
        for (int forks : new int[]{2, 255}) for (int microBatch : new int[]{1, 512}) {
            var options = OPTIONS().withForks(forks).withBatchSizes(512, microBatch);
            useOrRefuse(model, options);
            useOrRefuse(model, options.withKvCache(KvCacheOptions.defaults().withShared(false)));
        }
    }

    private static void extremePositions(Model model) {
        float[] bases = {0, Float.MIN_VALUE, 1, 1e12f};
        float[] scales = {0, Float.MIN_VALUE, 1e6f};
        var yarns = List.of(RopeOptions.Yarn.OF_MODEL, new RopeOptions.Yarn(1, 100, 100, 1e6f, 1e6f));
        int count = 0;
        for (RopeOptions.Scaling scaling : RopeOptions.Scaling.values())
            for (float base : bases)
                for (float scale : scales)
                    for (RopeOptions.Yarn yarn : yarns)
                        if (count++ % 7 == 0) // which meets each of them in other company
                            useOrRefuse(model, OPTIONS().withRope(new RopeOptions(scaling, base, scale, yarn)));
    }

    private static void useOrRefuse(Model model, SessionOptions options) {
        try (var session = model.session(options)) {
            use(session);
        } catch (UnsupportedOperationException | IllegalArgumentException | dev.panallama.error.LlamaException _) {
            // as it may be
        }
    }

    /// Does a bit of everything.
    static void use(Session session) {
        int length = Math.min(200, session.contextLength() - 1);
        session.append(text(Math.max(1, length)));
        boolean shifts = session.options().contextShift() != SessionOptions.NO_SHIFT;
        session.generate(Sampler.greedy(), tokens(shifts ? session.contextLength() - 150 : 2)).text();
        for (int position : new int[]{length - 1, length / 2, 3}) {
            session.rewind(Math.clamp(position, 0, session.position()));
            session.append(5);
            if (session.logits().length == 0) throw new AssertionError("no logits");
        }
        try (var fork = session.fork(); var other = fork.fork()) {
            fork.append(5);
            other.restore(session.save());
            other.append(6);
            session.generate(Sampler.defaults().withSeed(1), tokens(2)).text();
        } catch (ContextOverflowException _) { // where they share a few cells
        }
    }
}

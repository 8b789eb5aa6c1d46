package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.sampler.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks of random calls on models of every kind of memory, beside a reference that only keeps lists of tokens and
/// computes them anew. 1,000 walks in all.
final class RandomWalkTest {
    private static final SessionOptions OPTIONS = TinyEngines.SESSION.withBatchSizes(32, 16);
    private static final float TOLERANCE = 5e-3f; // a step of the table that GELU is looked up in

    @TempDir
    Path folder;

    static Stream<Arguments> walks() {
        Supplier<Path> llama = TinyModels::llama;
        return Stream.of(
                Arguments.of("llama, forks copied", llama, OPTIONS, 100),
                Arguments.of("llama, forks shared", llama, OPTIONS.withForks(3), 100),
                Arguments.of("llama, forks with caches of their own", llama,
                        OPTIONS.withForks(2).withKvCache(OPTIONS.kvCache().withShared(false)), 50),
                Arguments.of("llama, shifting", llama, OPTIONS.withContextShift(7), 100),
                Arguments.of("gemma3", (Supplier<Path>) TinyModels::gemma3, OPTIONS.withForks(2), 50),
                Arguments.of("mamba", (Supplier<Path>) TinyModels::mamba, OPTIONS.withForks(2), 50),
                Arguments.of("jamba", (Supplier<Path>) TinyModels::jamba, OPTIONS.withForks(2), 50));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walks")
    void a_walk_never_parts_from_the_reference(String name, Supplier<Path> file, SessionOptions options, int count)
            throws Exception {
        try (var model = Model.load(file.get(), ModelOptions.defaults().withGpuLayers(0));
                var reference = model.session(OPTIONS.withContextLength(512))) {
            for (int seed = 0; seed < count; seed++) {
                try (var walk = new Walk(model, model.session(options), reference, new Random(seed))) {
                    walk.go("%s, seed %d".formatted(name, seed));
                }
            }
        }
    }

    static Stream<Arguments> engines() {
        Supplier<Path> llama = TinyModels::llama;
        return Stream.of(
                Arguments.of("llama, two slots", llama, engine(2, OPTIONS), 100),
                Arguments.of("llama, three slots and few cells", llama, engine(3, OPTIONS).withContextLength(100), 50),
                Arguments.of("llama, nothing kept", llama,
                        engine(2, OPTIONS).withPrefixCache(PrefixCacheOptions.defaults().withMemoryBytes(0)), 50),
                Arguments.of("llama, shared cells", llama, engine(2, OPTIONS).withContextLength(511), 50),
                Arguments.of("llama, shifting", llama, engine(2, OPTIONS.withContextShift(7)), 50),
                Arguments.of("llama, guessing", llama,
                        engine(2, OPTIONS.withSpeculation(Speculation.promptLookup().withAdaptive(false))), 50),
                Arguments.of("gemma3", (Supplier<Path>) TinyModels::gemma3, engine(2, OPTIONS), 50),
                Arguments.of("mamba", (Supplier<Path>) TinyModels::mamba, engine(2, OPTIONS), 50),
                Arguments.of("jamba", (Supplier<Path>) TinyModels::jamba, engine(2, OPTIONS), 50));
    }

    private static EngineOptions engine(int slots, SessionOptions options) {
        return EngineOptions.defaults()
                .withSlots(slots)
                .withSession(options)
                .withMicroBatchSize(32)
                .withLease(Duration.ZERO); // a slot is lost whenever another session computes
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("engines")
    void a_walk_in_an_engine_does_not_either(String name, Supplier<Path> file, EngineOptions options, int count)
            throws Exception {
        try (var model = Model.load(file.get(), ModelOptions.defaults().withGpuLayers(0));
                var engine = model.engine(options);
                var reference = model.session(OPTIONS.withContextLength(512))) {
            for (int seed = 0; seed < count; seed++) {
                try (var walk = new Walk(model, engine.session(), reference, new Random(seed))) {
                    walk.go("%s, seed %d".formatted(name, seed));
                }
            }
        }
    }

    private final class Walk implements AutoCloseable {
        private final Model model;
        private final Session reference;
        private final Random random;
        private final List<Walker> walkers = new ArrayList<>();

        Walk(Model model, Session first, Session reference, Random random) {
            this.model = model;
            this.reference = reference;
            this.random = random;
            walkers.add(new Walker(first));
        }

        void go(String name) throws Exception {
            var steps = new StringBuilder(name);
            for (int i = 0; i < 14; i++) {
                Walker walker = walkers.get(random.nextInt(walkers.size()));
                steps.append(", ").append(walkers.indexOf(walker)).append(' ').append(step(walker));
                assertArrayEquals(walker.expected(), walker.session.tokens(), steps::toString);
                if (random.nextInt(4) == 0 && walkers.contains(walker)) walker.check(steps.toString());
            }
            for (Walker walker : walkers) walker.check(steps.toString());
        }

        private String step(Walker walker) throws Exception {
            return switch (random.nextInt(9)) {
                case 0, 1, 2 -> walker.append();
                case 3, 4 -> walker.generate();
                case 5 -> walker.rewind();
                case 6 -> fork(walker);
                case 7 -> walker.save();
                default -> walker.restore();
            };
        }

        private String fork(Walker walker) {
            if (walkers.size() == 4) {
                Walker last = walkers.removeLast();
                last.session.close();
                return "close " + walkers.size();
            }
            walkers.add(walker.fork());
            return "fork";
        }

        @Override
        public void close() {
            for (Walker walker : walkers) walker.session.close();
        }

        /// A session, and what it should hold.
        private final class Walker {
            private final Session session;
            private final List<Integer> tokens = new ArrayList<>();
            private final int keep;
            private boolean shifted; // what was computed before is not what a fresh session computes
            private Path saved;
            private List<Integer> savedTokens;
            private boolean savedShifted;

            Walker(Session session) {
                this.session = session;
                keep = session.options().contextShift();
            }

            int[] expected() {
                return tokens.stream().mapToInt(Integer::intValue).toArray();
            }

            String append() {
                int[] ids = random.ints(1 + random.nextInt(keep == SessionOptions.NO_SHIFT ? 40 : 120), 3,
                        model.vocabulary().size()).toArray();
                if (!hasRoom(ids.length)) return "(full)";
                session.append(ids);
                for (int id : ids) tokens.add(id);
                return "append " + ids.length;
            }

            String generate() {
                int count = 1 + random.nextInt(6);
                if (tokens.isEmpty() || !hasRoom(count)) return "(no generation)";
                int most = count + random.nextInt(2); // one that is not asked for may be computed
                var options = GenerationOptions.defaults().withMaxTokens(most).withEndsWithModel(false);
                List<Token> made = session.generate(Sampler.defaults().withSeed(random.nextInt(1000)), options)
                        .stream()
                        .limit(count)
                        .toList();
                assertEquals(count, made.size());
                made.forEach(it -> tokens.add(it.id()));
                return "generate " + count;
            }

            /// Forgets in the reference what a session that shifts drops; others are not filled to the brim.
            private boolean hasRoom(int count) {
                if (keep == SessionOptions.NO_SHIFT) return tokens.size() + count <= 60;
                int room = session.contextLength() - tokens.size();
                if (count <= room) return true;
                if (count != 1 && room > 0) return false; // a generation would shift in its middle
                int dropped = Math.max((tokens.size() - keep) / 2, count - room);
                tokens.subList(keep, keep + dropped).clear();
                shifted = true;
                return true;
            }

            String rewind() {
                int position = random.nextInt(tokens.size() + 1);
                session.rewind(position);
                tokens.subList(position, tokens.size()).clear();
                return "rewind " + position;
            }

            Walker fork() {
                var fork = new Walker(session.fork());
                fork.tokens.addAll(tokens);
                fork.shifted = shifted;
                return fork;
            }

            String save() throws Exception {
                saved = Files.createTempFile(folder, "walk", ".session");
                session.save(saved);
                savedTokens = List.copyOf(tokens);
                savedShifted = shifted;
                return "save";
            }

            String restore() throws Exception {
                if (saved == null) return "(nothing saved)";
                session.restore(saved);
                tokens.clear();
                tokens.addAll(savedTokens);
                shifted = savedShifted;
                return "restore";
            }

            void check(String steps) {
                if (tokens.isEmpty() || shifted) return;
                reference.clear();
                reference.append(expected());
                assertArrayEquals(reference.logits(), session.logits(), TOLERANCE, steps);
            }
        }
    }
}

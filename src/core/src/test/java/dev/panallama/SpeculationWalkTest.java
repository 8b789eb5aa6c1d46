package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.TensorType;
import dev.panallama.grammar.Grammar;
import dev.panallama.quantization.Quantization;
import dev.panallama.quantization.Quantizer;
import dev.panallama.quantization.QuantizerOptions;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks of random calls on two sessions, one with speculation and one without, which never differ in anything.
final class SpeculationWalkTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withBatchSizes(32, 32)
            .withFlashAttention(FlashAttention.ON); // computes a token alone and among others the same
    private static final Speculation.PromptLookup LOOKUP = Speculation.promptLookup().withAdaptive(false);
    /// Which cell a token gets, and with it the order of sums, depends on what was forgotten: in a small cache, and in one that
    /// forks share.
    private static final SessionOptions ANY_ORDER = OPTIONS.withContextLength(1024)
            .withFlashAttention(FlashAttention.OFF)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32));
    private static final float TOLERANCE = 1e-3f; // in any order; elsewhere none

    private static final int STEPS = 40;

    @TempDir
    private static Path folder;

    static Stream<Arguments> walks() {
        Supplier<Path> llama = () -> quantized(TinyModels.llama());
        return Stream.of(
                Arguments.of("lookup", llama, OPTIONS, LOOKUP),
                Arguments.of("lookup, adaptive", llama, OPTIONS, LOOKUP.withAdaptive(true)),
                Arguments.of("lookup, forks shared", (Supplier<Path>) TinyModels::llama, ANY_ORDER.withForks(2),
                        LOOKUP.withGuesses(6)),
                Arguments.of("lookup, shifting", llama, OPTIONS.withContextShift(5), LOOKUP),
                Arguments.of("lookup, micro-batches of 4", llama, OPTIONS.withBatchSizes(8, 4), LOOKUP),
                Arguments.of("lookup, sliding windows", (Supplier<Path>) TinyModels::olmo2,
                        ANY_ORDER.withForks(1), LOOKUP),
                Arguments.of("itself", llama, OPTIONS, null),
                Arguments.of("itself, shifting", llama, OPTIONS.withContextShift(5), null));
    }

    /// Returns a model whose matrices are of a type that is multiplied with one column as with several, which on x86 those are
    /// not that tiny models are written in.
    private static Path quantized(Path model) {
        Path file = folder.resolve(model.getFileName());
        if (Files.exists(file)) return file;
        try {
            Quantizer.quantize(model, file, QuantizerOptions.of(Quantization.Q4_1)
                    .withThreads(1)
                    .withPure(true)
                    .withOutputType(TensorType.Q4_1)
                    .withEmbeddingType(TensorType.Q4_1));
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walks")
    void a_walk_is_the_same_with_speculation(
            String name, Supplier<Path> file, SessionOptions options, Speculation kind) {
        int accepted = 0;
        try (var model = Model.load(file.get(), ModelOptions.defaults().withGpuLayers(0))) {
            Speculation used = kind != null
                    ? kind
                    : Speculation.draftModel(model).withAdaptive(false).withMinProbability(0).withGuesses(5);
            for (int seed = 0; seed < 6; seed++) {
                try (var walk = new Walk(model, options, used, seed)) {
                    accepted += walk.go("%s, seed %d".formatted(name, seed));
                }
            }
        }
        if (!name.contains("adaptive")) assertTrue(accepted > 50, "%d guesses were right".formatted(accepted));
    }

    private static final class Walk implements AutoCloseable {
        private final Model model;
        private final Random random;
        private final List<Pair> pairs = new ArrayList<>();
        private int accepted;

        /// Two sessions that are to be the same.
        private record Pair(Session plain, Session quick) {}

        Walk(Model model, SessionOptions options, Speculation kind, int seed) {
            this.model = model;
            random = new Random(seed);
            pairs.add(new Pair(model.session(options), model.session(options.withSpeculation(kind))));
            append(pairs.getFirst());
        }

        int go(String name) {
            var steps = new StringBuilder(name);
            for (int i = 0; i < STEPS; i++) {
                Pair pair = pairs.get(random.nextInt(pairs.size()));
                steps.append(", ").append(pairs.indexOf(pair)).append(' ').append(step(pair, steps));
                if (!pairs.contains(pair)) continue;
                assertArrayEquals(pair.plain.tokens(), pair.quick.tokens(), steps::toString);
                if (random.nextInt(3) == 0 && pair.plain.position() > 0)
                    same(pair, steps.toString());
            }
            return accepted;
        }

        private static void same(Pair pair, String steps) {
            float[] plain = pair.plain.logits();
            float[] quick = pair.quick.logits();
            if (pair.plain.options().kvCache().keys() == KvCacheType.F32)
                assertArrayEquals(plain, quick, TOLERANCE, steps);
            else
                assertArrayEquals(plain, quick, steps);
        }

        private String step(Pair pair, StringBuilder steps) {
            return switch (random.nextInt(9)) {
                case 0, 1 -> append(pair);
                case 2, 3, 4, 5 -> generate(pair, steps);
                case 6 -> {
                    int position = random.nextInt(pair.plain.position() + 1);
                    pair.plain.rewind(position);
                    pair.quick.rewind(position);
                    yield "rewind " + position;
                }
                case 7 -> fork(pair);
                default -> {
                    pair.quick.restore(pair.plain.save());
                    pair.plain.restore(pair.quick.save());
                    yield "save and restore";
                }
            };
        }

        private String append(Pair pair) {
            int[] ids = random.ints(3 + random.nextInt(30), 260, 290).toArray();
            if (pair.plain.position() > 150 && pair.plain.options().contextShift() == SessionOptions.NO_SHIFT) {
                pair.plain.clear();
                pair.quick.clear();
            }
            pair.plain.append(ids);
            pair.quick.append(ids);
            return "append " + ids.length;
        }

        /// Generates, and looks at the sessions in the midst of it; as often as not, it does not go to the end.
        private String generate(Pair pair, StringBuilder steps) {
            Sampler sampler = random.nextInt(3) == 0
                    ? Sampler.of(new Stage.TopK(3), new Stage.Temperature(0.5f)).withSeed(random.nextInt(100))
                    : Sampler.greedy();
            GenerationOptions options = options();
            int taken = random.nextInt(60);
            Generation plain = pair.plain.generate(sampler, options);
            Generation quick = pair.quick.generate(sampler, options);
            Iterator<Token> expected = plain.iterator();
            Iterator<Token> got = quick.iterator();
            for (int i = 0; i < taken; i++) {
                assertEquals(expected.hasNext(), got.hasNext(), steps::toString);
                if (!expected.hasNext()) break;
                assertEquals(expected.next(), got.next(), steps::toString);
                assertArrayEquals(pair.plain.tokens(), pair.quick.tokens(), steps::toString);
                if (random.nextInt(12) == 0) same(pair, steps.toString());
                if (random.nextInt(12) == 0) checkSaved(pair);
            }
            assertEquals(plain.finishReason(), quick.finishReason(), steps::toString);
            assertEquals(plain.tokenCount(), quick.tokenCount(), steps::toString);
            accepted += quick.speculation().accepted();
            return "generate " + taken;
        }

        /// What is saved in the midst of a generation has the tokens that were taken, and no others.
        private void checkSaved(Pair pair) {
            try (var restored = model.session(pair.plain.options())) {
                restored.restore(pair.quick.save());
                assertArrayEquals(pair.plain.tokens(), restored.tokens());
            }
        }

        private GenerationOptions options() {
            var options = GenerationOptions.defaults().withMaxTokens(1 + random.nextInt(60));
            return switch (random.nextInt(6)) {
                case 0 -> options.withEndsWithModel(false);
                case 1 -> options.withStopStrings("ab", "e");
                case 2 -> options.withStopWhen(it -> it.id() % 7 == 0);
                case 3 -> options.withStopTokens(random.ints(20, 260, 400).toArray());
                case 4 -> options.withGrammar(Grammar.gbnf("root ::= [a-z ]{1,40}"));
                default -> options;
            };
        }

        private String fork(Pair pair) {
            if (pairs.size() == 3) {
                Pair last = pairs.removeLast();
                last.plain.close();
                last.quick.close();
                return "close";
            }
            pairs.add(new Pair(pair.plain.fork(), pair.quick.fork()));
            return "fork";
        }

        @Override
        public void close() {
            for (Pair it : pairs) {
                it.plain.close();
                it.quick.close();
            }
        }
    }
}

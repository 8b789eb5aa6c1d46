package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Vectors of texts are what Java makes of those of their tokens, in models of every kind.
final class PoolingTest {
    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("all-MiniLM-L6-v2", TestModels.allMiniLm(), 5e-3),
                Arguments.of("SmolLM2", TestModels.smolLm2(), 1e-2),
                Arguments.of("bert", TinyModels.bert(), 1e-3),
                Arguments.of("t5", TinyModels.t5(), 1e-3),
                Arguments.of("qwen3", TinyModels.qwen3Embedder(), 1e-3),
                Arguments.of("llama", TinyModels.llama(), 1e-3),
                Arguments.of("experts", TinyModels.mixtureOfExperts(), 1e-3),
                Arguments.of("gemma3", TinyModels.gemma3(), 1e-3),
                Arguments.of("olmo2", TinyModels.olmo2(), 1e-3),
                Arguments.of("gpt2", TinyModels.gpt2(), 1e-3),
                Arguments.of("mamba", TinyModels.mamba(), 1e-3),
                Arguments.of("jamba", TinyModels.jamba(), 1e-3));
    }

    private static EmbedderOptions raw(Pooling pooling) {
        return EmbedderOptions.defaults()
                .withThreads(1)
                .withMaxTokens(128)
                .withBatchSize(192)
                .withPooling(pooling)
                .withNormalization(Normalization.none());
    }

    /// Texts of 1 to 100 tokens: more than one batch.
    private static List<int[]> texts(Model model) {
        var random = new Random(7);
        boolean real = model.info().parameterCount() > 50_000_000;
        return (real ? Stream.of(1, 20, 2) : Stream.of(1, 100, 2, 33, 50, 64, 17, 80, 5, 1))
                .map(it -> random.ints(it, 5, Math.min(model.vocabulary().size(), 30_000)).toArray())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void a_pooled_vector_is_made_of_those_of_the_tokens(String name, Path file, double tolerance) {
        try (var model = Model.load(file);
                var none = model.embedder(raw(Pooling.NONE));
                var mean = model.embedder(raw(Pooling.MEAN));
                var first = model.embedder(raw(Pooling.CLS));
                var last = model.embedder(raw(Pooling.LAST))) {
            for (int[] text : texts(model)) {
                List<Embedding> tokens = none.embedTokens(text);
                assertEquals(text.length, tokens.size());
                assertNear(mean(tokens), mean.embed(text), tolerance);
                assertNear(tokens.getFirst().vector(), first.embed(text), tolerance);
                assertNear(tokens.getLast().vector(), last.embed(text), tolerance);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void a_batch_of_texts_gives_each_its_own_vector(String name, Path file, double tolerance) {
        try (var model = Model.load(file); var embedder = model.embedder(raw(Pooling.MEAN))) {
            List<String> texts = texts(model).stream().map(model.vocabulary()::detokenize).filter(it -> !it.isBlank())
                    .map(it -> it.substring(0, Math.min(60, it.length()))).toList();
            List<Embedding> together = embedder.embed(texts);
            for (int i = 0; i < texts.size(); i++)
                assertNear(embedder.embed(texts.get(i)).vector(), together.get(i), tolerance);
            assertEquals(together, embedder.embed(texts)); // nothing remains of what was computed before
        }
    }

    /// The first token of a causal model does not see the second.
    @ParameterizedTest
    @EnumSource(Attention.class)
    void attention_is_what_was_chosen(Attention attention) {
        try (var model = Model.load(TinyModels.llama());
                var first = model.embedder(raw(Pooling.CLS).withAttention(attention))) {
            double difference = EmbedderTest.distance(first.embed(5, 6, 7), first.embed(5, 9, 9));
            assertEquals(attention == Attention.BIDIRECTIONAL, difference > 1e-3, "" + difference);
        }
    }

    @Test
    void attention_that_a_model_does_not_have_is_refused() {
        try (var bert = Model.load(TinyModels.bert()); var mamba = Model.load(TinyModels.mamba())) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> bert.embedder(raw(Pooling.MEAN).withAttention(Attention.CAUSAL)));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> mamba.embedder(raw(Pooling.MEAN).withAttention(Attention.BIDIRECTIONAL)));
        }
    }

    @Test
    void the_pooling_is_the_models_own_unless_chosen() {
        try (var model = Model.load(TinyModels.qwen3Embedder()); var embedder = model.embedder()) {
            assertEquals(Pooling.LAST, embedder.pooling());
        }
        var overridden = ModelOptions.defaults().withOverride("qwen3.pooling_type", 2);
        try (var model = Model.load(TinyModels.qwen3Embedder(), overridden); var embedder = model.embedder()) {
            assertEquals(Pooling.CLS, embedder.pooling());
        }
    }

    @Test
    void a_model_without_a_pooling_is_refused_with_the_remedy() {
        assertRefused(TinyModels.llama(),
                "model tiny llama names no pooling that there is: choose one with EmbedderOptions.withPooling, MEAN or LAST as a rule");
        assertRefused(TinyModels.bertRanker(),
                "model tiny bert ranks texts (pooling type 4): use reranker(), or choose a pooling");
        assertRefused(TinyModels.bertOfUnknownPooling(),
                "model tiny bert names no pooling that there is: choose one with EmbedderOptions.withPooling, MEAN or LAST as a rule");
    }

    private static void assertRefused(Path file, String message) {
        try (var model = Model.load(file)) {
            var refused = assertThrows(IllegalArgumentException.class, model::embedder);
            assertEquals(message, refused.getMessage());
        }
    }

    @Test
    void vectors_of_tokens_and_of_texts_come_from_different_embedders() {
        try (var model = Model.load(TinyModels.bert());
                var pooled = model.embedder(raw(Pooling.OF_MODEL));
                var tokens = model.embedder(raw(Pooling.NONE).withMaxTokens(8))) {
            assertThrows(UnsupportedOperationException.class, () -> pooled.embedTokens("hello"));
            assertThrows(UnsupportedOperationException.class, () -> tokens.embed("hello"));
            List<Embedding> embedded = tokens.embedTokens("hello world");
            assertEquals(model.vocabulary().tokenize("hello world", true, false).length, embedded.size());
            assertThrows(IllegalArgumentException.class, () -> tokens.embedTokens("hello ".repeat(10)));
        }
    }

    @Test
    void tokens_that_are_none_are_refused() {
        try (var model = Model.load(TinyModels.bert()); var embedder = model.embedder(raw(Pooling.MEAN))) {
            assertThrows(IllegalArgumentException.class, embedder::embed);
            assertThrows(IllegalArgumentException.class, () -> embedder.embed(-1));
            assertThrows(IllegalArgumentException.class, () -> embedder.embed(1_000_000));
            assertThrows(IllegalArgumentException.class, () -> embedder.embed(new int[129]));
        }
    }

    /// llama.cpp breaks off over some sizes of batches, see `ContextParameters`.
    @Test
    void batches_may_have_any_size() {
        try (var model = Model.load(TinyModels.bert())) {
            for (int size : List.of(1, 2, 63, 65, 70, 100, 500, 1000)) {
                try (var embedder = model.embedder(raw(Pooling.MEAN).withMaxTokens(size).withBatchSize(1))) {
                    var ids = new ArrayList<Embedding>();
                    for (int i = 0; i < 3; i++) ids.add(embedder.embed(new int[Math.min(size, 200)]));
                    assertEquals(1, ids.stream().distinct().count());
                }
            }
        }
    }

    private static float[] mean(List<Embedding> tokens) {
        var mean = new float[tokens.getFirst().dimensions()];
        for (Embedding token : tokens) {
            float[] vector = token.vector();
            for (int i = 0; i < mean.length; i++) mean[i] += vector[i] / tokens.size();
        }
        return mean;
    }

    /// The tolerance is a part of the vector's largest number.
    private static void assertNear(float[] expected, Embedding found, double tolerance) {
        double scale = 0;
        for (float it : expected) scale = Math.max(scale, Math.abs(it));
        assertTrue(scale > 0);
        assertArrayEquals(expected, found.vector(), (float) (tolerance * scale));
    }
}

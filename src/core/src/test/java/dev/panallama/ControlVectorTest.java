package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.AdapterException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.TensorType;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model with a control vector computes what the same model computes whose feed-forward layers have the vector as a bias:
/// both are added to the hidden state at the end of a layer.
final class ControlVectorTest {
    /// All in 32 bits, so that only the order of two additions differs.
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withFlashAttention(FlashAttention.OFF)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32));

    /// Of logits up to 10; the largest difference was 1e-6.
    private static final float TOLERANCE = 1e-5f;
    private static final int[] PROMPT = new Random(1).ints(40, 259, 390).toArray();
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);
    private static final int WIDTH = TinyLayers.WIDTH;

    @TempDir
    private Path folder;

    @Test
    void a_vector_changes_logits_as_a_bias_does() throws IOException {
        for (Path base : List.of(TinyModels.llama(), TinyModels.gpt2())) {
            int layers = base.equals(TinyModels.llama()) ? 3 : 2;
            ControlVector vector = random(1, layers - 1);
            try (var model = Model.load(base, ON_CPU); var session = model.session(OPTIONS).append(PROMPT)) {
                float[] plain = session.logits();
                for (float strength : new float[]{1, -0.5f, 3}) {
                    ControlVector scaled = vector.times(strength);
                    float[] expected = biased(base, scaled);
                    float[] actual = session.adapters(Adapters.of(scaled)).recompute().logits();
                    System.out.printf("%s: logits differ by %.1e at most%n", base.getFileName(),
                            difference(expected, actual));
                    assertArrayEquals(expected, actual, TOLERANCE);
                    assertTrue(difference(plain, actual) > 0.1, "the vector is to make a difference");
                }
                assertArrayEquals(plain, session.adapters(Adapters.none()).recompute().logits());
            }
        }
    }

    @Test
    void layers_are_changed_alone() throws IOException {
        ControlVector vector = random(2, 2);
        try (var model = Model.load(TinyModels.llama(), ON_CPU);
                var session = model.session(OPTIONS).append(PROMPT)) {
            float[] both = session.adapters(Adapters.of(vector)).recompute().logits();
            for (int layer = 1; layer <= 2; layer++) {
                ControlVector one = vector.onLayers(layer, layer);
                float[] actual = session.adapters(Adapters.of(one)).recompute().logits();
                assertArrayEquals(biased(TinyModels.llama(), one), actual, TOLERANCE);
                assertTrue(difference(both, actual) > 0.1);
            }
            ControlVector sum = vector.onLayers(1, 1).plus(vector.onLayers(2, 2));
            assertEquals(vector, sum);
            assertArrayEquals(both, session.adapters(Adapters.of(sum)).recompute().logits());
        }
    }

    @Test
    void vectors_and_lora_adapters_work_together_and_forks_keep_their_own() throws IOException {
        Path base = TinyModels.llama();
        TinyLora lora = TinyLora.random(base, 1, 4, "blk.*");
        ControlVector vector = random(3, 2);
        var edited = new EditedModel(base);
        lora.mergeInto(edited, 0.5f);
        float[] expected = biased(edited, vector);
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(lora.write(folder.resolve("1.gguf")));
                var session = model.session(OPTIONS.withForks(2)).append(PROMPT);
                var steered = session.fork().adapters(Adapters.of(vector));
                var adapted = steered.fork()) {
            float[] plain = session.logits();
            adapted.adapters(adapted.adapters().with(adapter, 0.5f));
            for (int round = 0; round < 3; round++) {
                assertArrayEquals(expected, adapted.recompute().logits(), 1e-4f); // that of LoRA
                assertArrayEquals(biased(base, vector), steered.recompute().logits(), TOLERANCE);
                assertArrayEquals(plain, session.recompute().logits());
                for (Session it : List.of(session, steered, adapted)) it.generate(Sampler.greedy(), 2).text();
                for (Session it : List.of(session, steered, adapted)) it.rewind(PROMPT.length);
            }
        }
    }

    @Test
    void a_file_has_what_was_written() throws IOException {
        Path file = folder.resolve("vector.gguf");
        ControlVector vector = random(4, 2).withModelHint("llama");
        vector.write(file);
        ControlVector read = ControlVector.read(file);
        assertEquals(vector, read);
        assertEquals(Optional.of("llama"), read.modelHint());
        assertEquals("controlvector", Gguf.read(file).text("general.architecture").orElseThrow());
        assertEquals(2, Gguf.read(file).whole("controlvector.layer_count").orElseThrow());
        try (var model = Model.load(TinyModels.llama(), ON_CPU);
                var session = model.session(OPTIONS).adapters(Adapters.of(read)).append(PROMPT)) {
            assertArrayEquals(biased(TinyModels.llama(), vector), session.logits(), TOLERANCE);
        }
    }

    @Test
    void several_directions_for_a_layer_are_summed() throws IOException {
        Path file = folder.resolve("vector.gguf");
        new GgufWriter()
                .tensor("direction.1", TensorType.F32, new float[]{1, 2}, 2)
                .tensor("direction.01", TensorType.F32, new float[]{10, 20}, 2)
                .tensor("direction.3", TensorType.F32, new float[]{5, 6}, 2)
                .write(file);
        ControlVector vector = ControlVector.read(file);
        assertEquals(ControlVector.of(Map.of(1, new float[]{11, 22}, 3, new float[]{5, 6})), vector);
        assertArrayEquals(new float[]{5.5f, 11}, vector.times(0.5f).direction(1));
        assertArrayEquals(new float[2], vector.direction(2));
        assertEquals(Optional.empty(), vector.modelHint());
    }

    @Test
    void what_is_no_control_vector_is_refused() throws IOException {
        var numbers = new float[]{1, 2};
        refused("its tensor direction.x is none of a control vector", new GgufWriter()
                .tensor("direction.x", TensorType.F32, numbers, 2));
        refused("the layer of a direction is 0: give 1 or more", new GgufWriter()
                .tensor("direction.0", TensorType.F32, numbers, 2));
        refused("its tensor direction.1 is of type F16: it has to be F32", new GgufWriter()
                .tensor("direction.1", TensorType.F16, numbers, 2));
        refused("its tensor direction.1 has shape [1, 2]", new GgufWriter()
                .tensor("direction.1", TensorType.F32, numbers, 1, 2));
        refused("the direction of layer 2 has 1 numbers, and that of the first 2", new GgufWriter()
                .tensor("direction.1", TensorType.F32, numbers, 2)
                .tensor("direction.2", TensorType.F32, new float[1], 1));
        refused("it has directions of 2 and of 1 numbers for one layer", new GgufWriter()
                .tensor("direction.1", TensorType.F32, numbers, 2)
                .tensor("direction.01", TensorType.F32, new float[1], 1));
        refused("the direction of layer 1 has NaN at 1", new GgufWriter()
                .tensor("direction.1", TensorType.F32, new float[]{1, Float.NaN}, 2));
        refused("it has no tensor direction.N", new GgufWriter());
        refused("its tensor token_embd.weight", TinyModels.llama());
        refused("there is no such file", folder.resolve("nothing.gguf"));
        refused("it is not a regular file", folder);
    }

    private void refused(String reason, GgufWriter writer) throws IOException {
        Path file = folder.resolve("refused.gguf");
        writer.write(file);
        refused(reason, file);
    }

    private static void refused(String reason, Path file) {
        var refusal = assertThrows(AdapterException.class, () -> ControlVector.read(file));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void what_does_not_fit_a_model_is_refused() throws IOException {
        try (var model = Model.load(TinyModels.llama(), ON_CPU); var session = model.session(OPTIONS)) {
            refused(session, "2 numbers a layer, and the embeddings of model tiny llama 64",
                    ControlVector.of(Map.of(1, new float[2])));
            refused(session, "a direction for layer 3, and model tiny llama the layers 0 to 2", random(1, 3));
            refused(session, "made for a model of type gemma3, and tiny llama is of type llama",
                    random(1, 2).withModelHint("gemma3"));
            session.adapters(Adapters.of(random(1, 3).onLayers(1, 2))).append(PROMPT);
        }
        assertThrows(IllegalArgumentException.class, () -> ControlVector.of(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> random(1, 2).onLayers(3, 5));
        assertThrows(IllegalArgumentException.class, () -> random(1, 2).times(Float.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class,
                () -> random(1, 2).withModelHint("a").plus(random(1, 2).withModelHint("b")));
        assertThrows(IllegalArgumentException.class,
                () -> ControlVector.of(Map.of(1, new float[]{Float.MAX_VALUE})).times(2));
    }

    private static void refused(Session session, String reason, ControlVector vector) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> session.adapters(Adapters.of(vector)));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    /// Returns a vector for the layers 1 to `last`.
    private static ControlVector random(int seed, int last) {
        var random = new Random(seed);
        var directions = new TreeMap<Integer, float[]>();
        for (int layer = 1; layer <= last; layer++) {
            var direction = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) direction[i] = (float) random.nextGaussian();
            directions.put(layer, direction);
        }
        return ControlVector.of(directions);
    }

    private float[] biased(Path base, ControlVector vector) throws IOException {
        return biased(new EditedModel(base), vector);
    }

    private float[] biased(EditedModel edited, ControlVector vector) throws IOException {
        for (int layer : vector.layers()) {
            float[] bias = edited.vector("blk.%d.ffn_down.bias".formatted(layer), WIDTH);
            float[] direction = vector.direction(layer);
            for (int i = 0; i < WIDTH; i++) bias[i] += direction[i];
        }
        try (var model = Model.load(edited.write(folder.resolve("biased.gguf")), ON_CPU);
                var session = model.session(OPTIONS)) {
            return session.append(PROMPT).logits();
        }
    }

    private static float difference(float[] left, float[] right) {
        float most = 0;
        for (int i = 0; i < left.length; i++) most = Math.max(most, Math.abs(left[i] - right[i]));
        return most;
    }
}

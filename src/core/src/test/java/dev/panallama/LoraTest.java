package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.TensorType;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A model with LoRA adapters computes what the same model computes with the adapters merged into its weights in Java.
final class LoraTest {
    /// All is computed and kept in 32 bits, so that only the order of sums differs: W x + s B (A x) and (W + s B A) x.
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .withThreads(1)
            .withContextLength(256)
            .withFlashAttention(FlashAttention.OFF)
            .withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32));

    /// Of logits up to 10; the largest difference was 4e-6.
    private static final float TOLERANCE = 5e-5f;

    /// Where llama.cpp looks GELU up in a table of 16 bits, 3 digits, a small difference can become so large.
    private static final float BY_TABLE = 2e-3f;
    private static final int[] PROMPT = new Random(1).ints(40, 259, 390).toArray();
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);

    @TempDir
    private Path folder;

    record Target(String name, Path model, String tensors, float tolerance) {
        Target(String name, Path model, String tensors) {
            this(name, model, tensors, TOLERANCE);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Target> targets() {
        return Stream.of(
                new Target("attention", TinyModels.llama(), "blk.*attn_.*"),
                new Target("feed-forward", TinyModels.llama(), "blk.*ffn_.*"),
                new Target("output", TinyModels.llama(), "output.weight"),
                new Target("embedding", TinyModels.llama(), "token_embd.weight"),
                new Target("everything", TinyModels.llama(), ".*"),
                new Target("one tensor", TinyModels.llama(), "blk.1.attn_v.weight"),
                new Target("experts", TinyModels.mixtureOfExperts(), "blk.*exps.*"),
                new Target("router", TinyModels.mixtureOfExperts(), "blk.*ffn_gate_inp.*"),
                new Target("gemma", TinyModels.gemma3(), "blk.*", BY_TABLE),
                new Target("gpt-2", TinyModels.gpt2(), "blk.*", BY_TABLE),
                new Target("jamba", TinyModels.jamba(), "blk.*(attn|ffn)_.*"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_adapter_changes_logits_as_merged_weights_do(Target target) throws IOException {
        TinyLora lora = TinyLora.random(target.model(), 1, 4, target.tensors());
        Path file = lora.write(folder.resolve("lora.gguf"));
        try (var model = Model.load(target.model(), ON_CPU);
                var adapter = model.loadAdapter(file);
                var session = model.session(OPTIONS)) {
            float[] plain = session.append(PROMPT).logits();
            for (float scale : new float[]{1, 0.25f, -0.5f}) {
                float[] expected = merged(target.model(), Map.of(lora, scale));
                float[] actual = session.adapters(Adapters.of(adapter, scale)).recompute().logits();
                assertTrue(difference(plain, expected) > 0.05, "the adapter is to make a difference");
                report(target + " " + scale, difference(expected, actual));
                assertArrayEquals(expected, actual, target.tolerance());
            }
        }
    }

    @Test
    void several_adapters_add_up() throws IOException {
        Path base = TinyModels.llama();
        TinyLora first = TinyLora.random(base, 1, 4, "blk.*attn_.*");
        TinyLora second = TinyLora.random(base, 2, 8, "blk.*");
        TinyLora third = TinyLora.random(base, 3, 1, "output.weight");
        try (var model = Model.load(base, ON_CPU);
                var one = model.loadAdapter(first.write(folder.resolve("1.gguf")));
                var two = model.loadAdapter(second.write(folder.resolve("2.gguf")));
                var three = model.loadAdapter(third.write(folder.resolve("3.gguf")));
                var session = model.session(OPTIONS)) {
            session.adapters(Adapters.of(one, 0.5f).with(two, -0.25f).with(three));
            float[] expected = merged(base, Map.of(first, 0.5f, second, -0.25f, third, 1f));
            float[] actual = session.append(PROMPT).logits();
            report("three", difference(expected, actual));
            assertArrayEquals(expected, actual, TOLERANCE);
            session.adapters(session.adapters().without(two)).recompute();
            assertArrayEquals(merged(base, Map.of(first, 0.5f, third, 1f)), session.logits(), TOLERANCE);
        }
    }

    @Test
    void scale_zero_and_no_adapter_compute_what_the_model_computes() throws IOException {
        Path base = TinyModels.llama();
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(TinyLora.random(base, 1, 4, ".*").write(folder.resolve("1.gguf")));
                var session = model.session(OPTIONS)) {
            float[] before = session.append(PROMPT).logits();
            assertArrayEquals(before, session.adapters(Adapters.of(adapter, 0)).recompute().logits());
            float[] changed = session.adapters(Adapters.of(adapter)).recompute().logits();
            assertTrue(difference(before, changed) > 0.1);
            assertArrayEquals(before, session.adapters(Adapters.none()).recompute().logits());
            assertArrayEquals(changed, session.adapters(Adapters.of(adapter)).recompute().logits());
        }
    }

    @Test
    void what_the_session_holds_stays_as_it_was_computed() throws IOException {
        Path base = TinyModels.llama();
        TinyLora lora = TinyLora.random(base, 1, 4, "output.weight");
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(lora.write(folder.resolve("1.gguf")));
                var session = model.session(OPTIONS.withBatchSize(1))) {
            session.append(PROMPT);
            float[] expected = merged(base, Map.of(lora, 1f)); // the keys and values are the same: only the output differs
            assertArrayEquals(expected, session.adapters(Adapters.of(adapter)).logits(), TOLERANCE);
            assertEquals(PROMPT.length, session.position());
        }
        TinyLora keys = TinyLora.random(base, 2, 4, "blk.*attn_k.*");
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(keys.write(folder.resolve("2.gguf")));
                var session = model.session(OPTIONS)) {
            float[] mixed = session.append(PROMPT).adapters(Adapters.of(adapter)).logits();
            float[] whole = session.recompute().logits();
            assertTrue(difference(mixed, whole) > 0.01, "recomputing is to make a difference");
            assertArrayEquals(merged(base, Map.of(keys, 1f)), whole, TOLERANCE);
        }
    }

    @Test
    void an_adapter_may_be_stored_in_16_bits() throws IOException {
        Path base = TinyModels.llama();
        TinyLora lora = TinyLora.random(base, 1, 4, "blk.*", TensorType.F16);
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(lora.write(folder.resolve("1.gguf")));
                var session = model.session(OPTIONS).adapters(Adapters.of(adapter))) {
            float[] expected = merged(base, Map.of(lora, 1f));
            float[] actual = session.append(PROMPT).logits();
            report("16 bits", difference(expected, actual));
            assertArrayEquals(expected, actual, 0.02f); // what is multiplied with 16 bits is rounded to 16 bits, 3 digits
        }
    }

    @Test
    void an_adapter_without_alpha_is_not_divided_by_its_rank() throws IOException {
        Path base = TinyModels.llama();
        TinyLora lora = TinyLora.random(base, 1, 4, "blk.*").put("adapter.lora.alpha", GgufValue.float32(0));
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(lora.write(folder.resolve("1.gguf")));
                var session = model.session(OPTIONS).adapters(Adapters.of(adapter))) {
            assertEquals(0, adapter.info().alpha());
            float[] expected = merged(base, Map.of(lora, 4 / TinyLora.ALPHA));
            assertArrayEquals(expected, session.append(PROMPT).logits(), TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void forks_keep_adapters_of_their_own(int shared) throws IOException {
        Path base = TinyModels.llama();
        Path first = TinyLora.random(base, 1, 4, "blk.*").write(folder.resolve("1.gguf"));
        Path second = TinyLora.random(base, 2, 4, "blk.*").write(folder.resolve("2.gguf"));
        try (var model = Model.load(base, ON_CPU);
                var one = model.loadAdapter(first);
                var two = model.loadAdapter(second);
                var session = model.session(OPTIONS.withForks(shared)).append(PROMPT);
                var fork = session.fork().adapters(Adapters.of(one));
                var other = fork.fork()) {
            assertEquals(fork.adapters(), other.adapters());
            other.adapters(other.adapters().with(two, -1));
            List<Session> all = List.of(session, fork, other);
            for (Session it : all) it.recompute();
            for (int round = 0; round < 5; round++)
                for (Session it : all) it.generate(Sampler.greedy(), endless(1)).text();
            for (Session it : all) {
                try (var alone = model.session(OPTIONS.withForks(shared)).adapters(it.adapters()).append(PROMPT)) {
                    alone.generate(Sampler.greedy(), endless(5)).text();
                    assertArrayEquals(alone.tokens(), it.tokens());
                    assertArrayEquals(alone.logits(), it.logits(), TOLERANCE);
                }
            }
            assertTrue(difference(session.logits(), fork.logits()) > 0.05);
            assertTrue(difference(other.logits(), fork.logits()) > 0.05);
        }
    }

    @Test
    void sessions_of_one_model_do_not_disturb_each_other() throws Exception {
        Path base = TinyModels.llama();
        Path file = TinyLora.random(base, 1, 4, "blk.*").write(folder.resolve("1.gguf"));
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(file);
                var plain = model.session(OPTIONS).append(PROMPT);
                var adapted = model.session(OPTIONS).adapters(Adapters.of(adapter)).append(PROMPT)) {
            float[] expected = plain.logits();
            float[] changed = adapted.logits();
            Thread other = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 30; i++) adapted.recompute();
            });
            for (int i = 0; i < 30; i++) {
                plain.recompute();
                model.loadAdapter(file).close();
            }
            other.join();
            assertArrayEquals(expected, plain.logits());
            assertArrayEquals(changed, adapted.logits());
        }
    }

    @Test
    void an_adapter_says_what_it_is() throws IOException {
        Path base = TinyModels.llama();
        TinyLora lora = TinyLora.random(base, 7, 4, "blk.0.attn_(q|v).weight")
                .put("general.base_model.0.name", GgufValue.text("Tiny Llama"))
                .put("adapter.lora.task_name", GgufValue.text("to be random"))
                .put("adapter.lora.prompt_prefix", GgufValue.text("At random:"));
        try (var model = Model.load(base, ON_CPU);
                var adapter = model.loadAdapter(lora.write(folder.resolve("1.gguf")))) {
            LoraInfo info = adapter.info();
            assertEquals("tiny adapter 7", info.name());
            assertEquals(List.of("Tiny Llama"), info.baseModels());
            assertEquals(4, info.rank());
            assertEquals(TinyLora.ALPHA, info.alpha());
            assertEquals(List.of("blk.0.attn_q.weight", "blk.0.attn_v.weight"), info.tensors());
            assertEquals(Optional.of("to be random"), info.taskName());
            assertEquals(Optional.of("At random:"), info.promptPrefix());
            assertEquals(List.of(), info.invocationTokens());
            assertEquals("lora", info.metadata().get("adapter.type"));
            assertEquals(model, adapter.model());
        }
    }

    @Test
    void what_is_in_use_is_not_closed() throws IOException {
        Path base = TinyModels.llama();
        Path file = TinyLora.random(base, 1, 4, "blk.*").write(folder.resolve("1.gguf"));
        var model = Model.load(base, ON_CPU);
        LoraAdapter adapter = model.loadAdapter(file);
        LoraAdapter other = model.loadAdapter(file);
        var session = model.session(OPTIONS.withForks(1)).adapters(Adapters.of(adapter)).append(PROMPT);
        var fork = session.fork();
        float[] logits = fork.logits();
        var refused = assertThrows(IllegalStateException.class, adapter::close);
        assertTrue(refused.getMessage().startsWith("2 open session(s) have adapter 1.gguf set"), refused.getMessage());
        session.close();
        assertThrows(IllegalStateException.class, adapter::close);
        assertArrayEquals(logits, fork.logits());
        fork.adapters(Adapters.of(other));
        adapter.close();
        adapter.close();
        assertThrows(IllegalStateException.class, () -> fork.adapters(Adapters.of(adapter)));
        fork.recompute().generate(Sampler.greedy(), endless(2)).text();
        fork.close();
        var open = assertThrows(IllegalStateException.class, model::close);
        assertTrue(open.getMessage().startsWith("close the 1 open adapter(s) of model"), open.getMessage());
        other.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.loadAdapter(file));
    }

    @Test
    void a_forgotten_adapter_is_freed() throws Exception {
        Path file = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(folder.resolve("1.gguf"));
        var model = Model.load(TinyModels.llama(), ON_CPU);
        forget(model, file);
        boolean open = true;
        for (int i = 0; i < 200 && open; i++) {
            System.gc();
            Thread.sleep(20);
            open = isRefused(model::close);
        }
        assertFalse(open);
    }

    private static void forget(Model model, Path file) {
        model.session(OPTIONS).adapters(Adapters.of(model.loadAdapter(file))).append(PROMPT);
        model.loadAdapter(file);
    }

    private static boolean isRefused(Runnable action) {
        try {
            action.run();
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    @Test
    void an_adapter_is_for_the_model_that_loaded_it() throws IOException {
        Path base = TinyModels.llama();
        Path file = TinyLora.random(base, 1, 4, "blk.*").write(folder.resolve("1.gguf"));
        try (var model = Model.load(base, ON_CPU);
                var same = Model.load(base, ON_CPU);
                var adapter = same.loadAdapter(file);
                var session = model.session(OPTIONS)) {
            assertThrows(IllegalArgumentException.class, () -> session.adapters(Adapters.of(adapter)));
            assertThrows(IllegalArgumentException.class, () -> Adapters.of(adapter, Float.NaN));
            assertEquals(Adapters.none(), session.adapters());
        }
    }

    private float[] merged(Path base, Map<TinyLora, Float> loras) throws IOException {
        var edited = new EditedModel(base);
        loras.forEach((lora, scale) -> lora.mergeInto(edited, scale));
        try (var model = Model.load(edited.write(folder.resolve("merged.gguf")), ON_CPU);
                var session = model.session(OPTIONS)) {
            return session.append(PROMPT).logits();
        }
    }

    private static GenerationOptions endless(int tokens) {
        return GenerationOptions.defaults().withMaxTokens(tokens).withEndsWithModel(false);
    }

    private static float difference(float[] left, float[] right) {
        float most = 0;
        for (int i = 0; i < left.length; i++) most = Math.max(most, Math.abs(left[i] - right[i]));
        return most;
    }

    private static void report(String what, float difference) {
        System.out.printf("%s: logits differ by %.1e at most%n", what, difference);
    }
}

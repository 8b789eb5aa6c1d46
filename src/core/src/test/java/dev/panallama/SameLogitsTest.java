package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Sampler;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The logits of a session are those of a C program on the same libraries, and do not depend on how the session came to its
/// tokens: bit for bit, where llama.cpp computes a token alone as it does among others.
final class SameLogitsTest {
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withContextLength(2048).withThreads(1);
    private static final SessionOptions EXACT = OPTIONS.withFlashAttention(FlashAttention.ON).withBatchSizes(32, 32);
    private static final List<String> PROMPTS = List.of(
            "Why is the sky blue?",
            "a",
            "The capital of France is",
            "Dear Sir or Madam,\n\nI am writing to",
            "1, 2, 3, 4, 5,",
            "def fibonacci(n):\n    ",
            "{\"name\": \"Alice\", \"age\":",
            "从前有一个国王",
            "🦙🦙🦙 🚀 👩‍👩‍👧‍👦",
            "The expedition left the harbour at dawn and followed the coast. ".repeat(44));

    private static Model model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withGpuLayers(0));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTOMATIC", "off, OFF"})
    void as_in_c(String inC, FlashAttention attention) throws Exception {
        List<float[]> expected = new CProgram(folder, "logits").logits(TestModels.smolLm2(), inC, PROMPTS);
        try (var session = model.session(OPTIONS.withFlashAttention(attention))) {
            for (int i = 0; i < PROMPTS.size(); i++) {
                session.clear();
                assertArrayEquals(expected.get(i), session.append(PROMPTS.get(i)).logits(), PROMPTS.get(i));
            }
            assertTrue(session.position() > 512, "the last prompt is to be longer than a batch");
        }
    }

    @Test
    void whatever_the_batches() {
        for (String prompt : PROMPTS) {
            int[] all = model.vocabulary().tokenize(prompt);
            int[] ids = Arrays.copyOf(all, Math.min(all.length, 300));
            float[] expected = fresh(ids);
            try (var session = model.session(EXACT.withBatchSizes(100, 7))) {
                assertArrayEquals(expected, session.append(ids).logits(), prompt);
                session.clear();
                for (int id : ids) session.append(id);
                assertArrayEquals(expected, session.logits(), prompt);
            }
        }
    }

    @Test
    void after_a_rewind_a_fork_and_a_restart() {
        for (SessionOptions options : List.of(EXACT, EXACT.withForks(2))) {
            int[] ids = model.vocabulary().tokenize("Once upon a time, in a land of llamas, there was a king who");
            int[] half = Arrays.copyOf(ids, ids.length / 2);
            int[] rest = Arrays.copyOfRange(ids, half.length, ids.length);
            float[] expected = fresh(ids);
            try (var session = model.session(options).append(half); var fork = session.fork()) {
                session.generate(Sampler.greedy(), 20).text();
                session.rewind(half.length);
                assertArrayEquals(expected, session.append(rest).logits());
                assertArrayEquals(expected, fork.append(rest).logits());
                fork.append("and more");
                fork.rewind(ids.length);
                assertArrayEquals(expected, fork.logits());
                byte[] saved = session.save();
                fork.restore(saved);
                fork.rewind(half.length + 1);
                assertArrayEquals(expected, fork.append(Arrays.copyOfRange(rest, 1, rest.length)).logits());
            }
        }
    }

    private static float[] fresh(int... ids) {
        try (var session = model.session(EXACT)) {
            return session.append(ids).logits();
        }
    }
}

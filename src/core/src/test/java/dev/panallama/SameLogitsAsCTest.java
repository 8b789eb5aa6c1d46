package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a session computes is what C computes, to the last bit, and does not depend on how a session came to its tokens.
final class SameLogitsAsCTest {
    private static final List<String> PROMPTS = List.of(
            "The",
            "The capital of France is",
            "def fibonacci(n):\n    if n < 2:",
            "Once upon a time there was a little girl who",
            "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.",
            "{\"name\": \"Ada\", \"born\": 1815, \"languages\": [",
            "1, 1, 2, 3, 5, 8, 13, 21, 34,",
            "你好，世界",
            "A sentence again and again. ".repeat(30),
            "the quick brown fox jumps over the lazy dog ".repeat(120)); // more than one batch
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(2048);

    @TempDir
    Path folder;

    @Test
    void the_logits_of_ten_prompts_equal_those_of_c() throws Exception {
        List<int[]> expected = new CProgram(folder, "logits").logits(TestModels.smolLm2(), PROMPTS);
        assertEquals(10, expected.size());
        try (var model = Model.load(TestModels.smolLm2()); var session = model.session(OPTIONS)) {
            for (int i = 0; i < 10; i++) {
                session.clear();
                assertArrayEquals(expected.get(i), bits(session.append(PROMPTS.get(i))), PROMPTS.get(i));
            }
        }
    }

    /// With a cache of 32 bits and without flash attention: otherwise llama.cpp computes a token alone a little otherwise
    /// than among others. Forks have a copy of the cache here: in a shared one tokens lie in another order, which changes
    /// the last bits.
    @Test
    void forked_and_rewound_sessions_have_the_logits_of_fresh_ones() {
        var exact = KvCacheOptions.defaults().withTypes(KvCacheType.F32, KvCacheType.F32);
        var options = OPTIONS.withFlashAttention(FlashAttention.OFF).withKvCache(exact);
        try (var model = Model.load(TestModels.smolLm2()); var fresh = model.session(options)) {
            for (String prompt : PROMPTS.subList(0, 8)) {
                fresh.clear();
                float[] expected = fresh.append(prompt).logits();
                try (var session = model.session(options).append(prompt); var fork = session.fork()) {
                    assertArrayEquals(expected, fork.logits(), prompt);
                    int position = session.position();
                    session.append(" and something more").rewind(position);
                    assertArrayEquals(expected, session.logits(), prompt);
                    fork.append(" and more still").rewind(Math.max(1, position / 2));
                    fork.append(Arrays.copyOfRange(session.tokens(), fork.position(), position));
                    assertArrayEquals(expected, fork.logits(), prompt);
                }
            }
        }
    }

    private static int[] bits(Session session) {
        float[] logits = session.logits();
        var bits = new int[logits.length];
        for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(logits[i]);
        return bits;
    }
}

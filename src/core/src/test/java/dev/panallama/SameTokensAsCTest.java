package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java API and a C program on the same libraries choose the same tokens.
final class SameTokensAsCTest {
    private static final int TOKENS = 64;
    private static final String LONG = "The expedition left the harbour at dawn and followed the coast. ";
    private static final List<String> PROMPTS = List.of(
            "Why is the sky blue?",
            "Once upon a time there was a llama who",
            "The capital of France is",
            "Dear Sir or Madam,\n\nI am writing to",
            "1, 2, 3, 4, 5,",
            "Q: What is grouped-query attention?\nA:",
            "def fibonacci(n):\n    ",
            "public static void main(String[] args) {\n",
            "SELECT name, COUNT(*) FROM users WHERE",
            "#include <stdio.h>\n\nint main(void) {",
            "{\"name\": \"Alice\", \"age\":",
            "从前有一个国王",
            "今天天气很好，我们",
            "كان يا ما كان في قديم الزمان",
            "السماء زرقاء لأن",
            "🦙🦙🦙 🚀 👩‍👩‍👧‍👦",
            "",
            "a",
            "   \n\n\t  ",
            LONG.repeat(126));

    @TempDir
    private Path folder;

    @Test
    void greedily_from_twenty_prompts() throws Exception {
        assertSame("greedy", Sampler.greedy());
    }

    @Test
    void by_chance_with_the_same_seed() throws Exception {
        var stages = List.<Stage>of(new Stage.TopK(40), new Stage.TopP(0.95f), new Stage.Temperature(0.8f));
        assertSame("random", new Sampler(stages, new Choice.Random(), 42));
    }

    private void assertSame(String kind, Sampler sampler) throws Exception {
        assertEquals(20, PROMPTS.size());
        List<CProgram.Run> expected = new CProgram(folder).generate(TestModels.smolLm2(), kind, TOKENS, PROMPTS);
        assertTrue(expected.getLast().promptTokens() >= 1500, "the last prompt is to be long");
        SessionOptions options = SessionOptions.defaults().withContextLength(2048).withThreads(1);
        try (var model = Model.load(TestModels.smolLm2()); var session = model.session(options)) {
            for (int i = 0; i < PROMPTS.size(); i++) {
                session.clear();
                session.append(PROMPTS.get(i));
                List<Integer> tokens = session.generate(sampler, TOKENS).stream().map(Token::id).toList();
                assertEquals(expected.get(i).tokens(), tokens, PROMPTS.get(i));
            }
        }
        long whole = expected.stream().filter(it -> it.tokens().size() == TOKENS).count();
        System.out.printf("%s: 20 prompts equal to C, %d of them with %d tokens%n", kind, whole, TOKENS);
        assertTrue(whole > 12, "too many prompts end early to show much");
    }
}

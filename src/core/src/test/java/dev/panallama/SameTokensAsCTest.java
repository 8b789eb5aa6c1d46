package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    private static final Sampler RANDOM = new Sampler(
            List.of(new Stage.TopK(40), new Stage.TopP(0.95f), new Stage.Temperature(0.8f)), new Choice.Random(), 42);

    private static List<CProgram.Run> expected;
    private static List<List<Integer>> greedy;
    private static List<List<Integer>> random;

    /// Each prompt is computed once, in C as in Java, and taken back to for the second kind.
    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES) // two minutes of one processor, and others may be at work
    static void generate(@TempDir Path folder) throws Exception {
        assertEquals(20, PROMPTS.size());
        expected = new CProgram(folder).generate(TestModels.smolLm2(), "greedy+random", TOKENS, PROMPTS);
        assertEquals(40, expected.size());
        assertTrue(expected.getLast().promptTokens() >= 1500, "the last prompt is to be long");
        greedy = new ArrayList<>();
        random = new ArrayList<>();
        SessionOptions options = SessionOptions.defaults().withContextLength(2048).withThreads(1);
        try (var model = Model.load(TestModels.smolLm2()); var session = model.session(options)) {
            for (String prompt : PROMPTS) {
                session.clear();
                session.append(prompt);
                int position = session.position();
                greedy.add(generate(session, Sampler.greedy()));
                session.rewind(position);
                random.add(generate(session, RANDOM));
            }
        }
    }

    private static List<Integer> generate(Session session, Sampler sampler) {
        return session.generate(sampler, TOKENS).stream().map(Token::id).toList();
    }

    @Test
    void greedily_from_twenty_prompts() {
        assertSame("greedy", 0, greedy);
    }

    @Test
    void by_chance_with_the_same_seed() {
        assertSame("random", 1, random);
    }

    private static void assertSame(String kind, int number, List<List<Integer>> actual) {
        for (int i = 0; i < PROMPTS.size(); i++)
            assertEquals(expected.get(2 * i + number).tokens(), actual.get(i), PROMPTS.get(i));
        long whole = actual.stream().filter(it -> it.size() == TOKENS).count();
        System.out.printf("%s: 20 prompts equal to C, %d of them with %d tokens%n", kind, whole, TOKENS);
        assertTrue(whole > 12, "too many prompts end early to show much");
    }
}

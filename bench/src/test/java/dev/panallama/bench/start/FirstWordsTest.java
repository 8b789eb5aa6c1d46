package dev.panallama.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Measures commands of a shell, which answer as their lines say.
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class FirstWordsTest {
    private static final String PROMPT = "Is a walnut good?";
    private static final String ANSWER = "echo walnut trees are";

    @Test
    void each_command_has_a_line_and_the_first_one_is_the_measure() throws Exception {
        String text = measure(ANSWER, "echo 'loading a model'; echo '%s'; sleep 0.2; %s".formatted(PROMPT, ANSWER));
        assertTrue(text.contains("the answer begins with «walnut». 2 starts of each"), text);
        List<String> rows = text.lines().filter(it -> it.startsWith("| command")).toList();
        assertEquals(2, rows.size(), text);
        assertTrue(rows.getFirst().matches("\\| command 0 \\| \\d+ \\(\\d+–\\d+\\) \\| 1\\.00 \\|"), text);
        double second = Double.parseDouble(rows.get(1).split("[ |(]+")[3]);
        assertTrue(second >= 200, text); // it slept before the answer
    }

    @Test
    void a_command_is_ended_as_soon_as_its_first_word_is_there() throws Exception {
        String text = measure(ANSWER + "; exec sleep 1000", ANSWER + "; sleep 1000 & wait");
        assertTrue(text.contains("| command 1 |"), text);
    }

    @Test
    void a_question_that_is_repeated_is_no_answer() {
        String repeated = assertThrows(IOException.class, () -> measure(ANSWER, "echo '%s'".formatted(PROMPT)))
                .getMessage();
        assertTrue(repeated.contains("ended without «walnut»; it said: " + PROMPT), repeated);
        assertThrows(IOException.class, () -> measure(ANSWER, "echo hazel"));
        assertThrows(IOException.class, () -> measure("exit 1", ANSWER));
    }

    private static String measure(String... scripts) throws IOException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (String it : scripts) commands.put("command " + commands.size(), List.of("sh", "-c", it));
        return new FirstWords(commands, PROMPT, 2).measure().text();
    }
}

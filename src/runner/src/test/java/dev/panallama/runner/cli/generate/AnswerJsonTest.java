package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.cli.InProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AnswerJsonTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void an_answer_is_one_object_with_counts_and_durations() {
        String[] asked = {"run", "--temp=0", "--threads=1", "--max-tokens=8", "smollm2", "Name three colours."};
        String plain = InProcess.answer(asked);
        asked[4] = "--json";
        JsonNode answer = InProcess.json(asked);
        assertEquals(plain.strip(), answer.path("response").asString());
        assertEquals("smollm2", answer.path("model").asString());
        assertEquals("length", answer.path("done_reason").asString());
        assertEquals(8, answer.path("eval_count").asInt());
        assertTrue(answer.path("done").asBoolean());
        for (String it : List.of("total", "load", "prompt_eval", "eval"))
            assertTrue(answer.path(it + "_duration").asLong() > 0, answer::toString);
        assertTrue(answer.path("created_at").asString().endsWith("Z"), answer::toString);
    }

    @Test
    void it_counts_the_prompt_and_tells_that_the_model_has_ended() throws Exception {
        Path grammar = Files.writeString(folder.resolve("a.gbnf"), "root ::= \"walnut\"");
        JsonNode answer = InProcess.json("run", "--json", "--raw", "--threads=1", "--grammar", grammar.toString(),
                "smollm2", "Hello world");
        assertEquals("walnut stop 2", "%s %s %d".formatted(answer.path("response").asString(),
                answer.path("done_reason").asString(), answer.path("prompt_eval_count").asInt()));
    }

    @Test
    void what_the_model_thought_is_told_apart_or_not_at_all() throws Exception {
        Path thinking = Files.writeString(folder.resolve("thinking.jinja"), """
                {% for m in messages %}<|im_start|>{{ m.role }}
                {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}<|im_end|>
                {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
                {% if enable_thinking %}<think>
                {% endif %}{% endif %}""");
        String[] asked = {"run", "--json", "--temp=0", "--threads=1", "--max-tokens=4", "--think",
            "--template", thinking.toString(), "smollm2", "Hello"};
        JsonNode answer = InProcess.json(asked);
        assertEquals("", answer.path("response").asString());
        assertFalse(answer.path("thinking").asString().isBlank(), answer::toString);
        asked[2] = "--hidethinking";
        assertFalse(InProcess.json(asked).has("thinking"));
    }

    @Test
    void loading_and_vectors_have_objects_too() {
        JsonNode loaded = InProcess.json("run", "--json", "smollm2", "");
        assertEquals("load", loaded.path("done_reason").asString());
        assertEquals("", loaded.path("response").asString());
        String bert = TinyModels.bert().toString();
        JsonNode vector = InProcess.json("run", "--json", bert, "a b");
        assertEquals(InProcess.json("run", bert, "a b"), vector.path("embeddings").path(0));
        assertTrue(vector.path("prompt_eval_count").asInt() >= 2, vector::toString);
    }

    @Test
    void what_fails_prints_nothing() {
        Result wrong = InProcess.panallama("run", "--json", "--temp=-1", "Hello");
        assertEquals("2", wrong.exitCode() + wrong.out());
    }
}

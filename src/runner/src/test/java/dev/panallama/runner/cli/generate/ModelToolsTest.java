package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.cli.InProcess;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands about a model: its tokens, vectors and speed.
final class ModelToolsTest {
    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void a_text_is_printed_as_tokens() {
        assertEquals("  19556  \"Hello\"\n    905  \" world\"\n",
                InProcess.answer("tokenize", "smollm2", "Hello", "world"));
        assertEquals("19556 905\n", InProcess.panallamaReading("Hello world", "tokenize", "smollm2", "--ids").out());
        assertEquals("[{\"id\":2,\"piece\":\"<|im_end|>\"}]\n",
                InProcess.answer("tokenize", "smollm2", "--json", "--parse-special", "<|im_end|>"));
        assertEquals(7, InProcess.json("tokenize", "smollm2", "--json", "--ids", "<|im_end|>").size()); // text of a person
        String bert = TinyModels.bert().toString();
        assertEquals(InProcess.json("tokenize", bert, "--json", "a").size(),
                InProcess.json("tokenize", bert, "--json", "--no-special", "a").size() + 2);
    }

    @Test
    void each_text_has_a_vector() {
        String bert = TinyModels.bert().toString();
        List<String> lines = InProcess.panallamaReading("a b\nb a\n", "embed", bert).out().lines().toList();
        assertEquals(2, lines.size());
        assertEquals(1, length(JsonMapper.shared().readTree(lines.getFirst())), 1e-5);
        JsonNode all = InProcess.json("embed", bert, "--json", "--dimensions=4", "a b", "b a");
        assertEquals(4, all.path("embeddings").path(1).size());
        assertEquals(1, length(all.path("embeddings").path(1)), 1e-5);
        assertTrue(all.path("tokens").asInt() >= 4, all::toString);
        assertEquals(1,
                InProcess.json("embed", TinyModels.llama().toString(), "--json", "a").path("embeddings").size());
    }

    @Test
    void speeds_are_measured_several_times() {
        String[] line = {"bench", TinyModels.llama().toString(), "-p", "8", "-n", "3", "-r", "2", "-t", "1"};
        List<String> table = InProcess.answer(line).lines().toList();
        assertTrue(table.getFirst().matches("MODEL +SIZE +PARAMS +THREADS +TEST +TOKENS/S +SPREAD"), table.getFirst());
        assertTrue(table.get(1).contains(" pp8 ") && table.get(2).contains(" tg3 "), table::toString);
        JsonNode tests = InProcess.json("bench", line[1], "-p", "8", "-n", "0", "-r", "3", "-t", "1", "--json")
                .path("tests");
        assertEquals(1, tests.size());
        JsonNode speeds = tests.path(0).path("repetitions");
        assertEquals(speeds.path(1), tests.path(0).path("tokens_per_second"));
        assertTrue(speeds.path(0).asDouble() <= speeds.path(2).asDouble() && speeds.size() == 3, speeds::toString);
        assertEquals(2, InProcess.panallama("bench", line[1], "-r", "0").exitCode());
    }

    private static double length(JsonNode vector) {
        double squares = 0;
        for (JsonNode it : vector) squares += it.asDouble() * it.asDouble();
        return Math.sqrt(squares);
    }
}

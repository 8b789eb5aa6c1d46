package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.TestModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands about a model: its tokens, vectors, speed, memory and quantization.
final class ModelCommandsTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void a_text_is_printed_as_tokens() {
        assertEquals("  19556  \"Hello\"\n    905  \" world\"\n", answer("tokenize", "smollm2", "Hello", "world"));
        assertEquals("19556 905\n", InProcess.panallamaReading("Hello world", "tokenize", "smollm2", "--ids").out());
        assertEquals("[{\"id\":2,\"piece\":\"<|im_end|>\"}]\n",
                answer("tokenize", "smollm2", "--json", "--parse-special", "<|im_end|>"));
        assertEquals(7, json("tokenize", "smollm2", "--json", "--ids", "<|im_end|>").size()); // text of a person
        String bert = TinyModels.bert().toString();
        assertEquals(json("tokenize", bert, "--json", "a").size(),
                json("tokenize", bert, "--json", "--no-special", "a").size() + 2);
    }

    @Test
    void each_text_has_a_vector() {
        String bert = TinyModels.bert().toString();
        List<String> lines = InProcess.panallamaReading("a b\nb a\n", "embed", bert).out().lines().toList();
        assertEquals(2, lines.size());
        assertEquals(1, length(JsonMapper.shared().readTree(lines.getFirst())), 1e-5);
        JsonNode all = json("embed", bert, "--json", "--dimensions=4", "a b", "b a");
        assertEquals(4, all.path("embeddings").path(1).size());
        assertEquals(1, length(all.path("embeddings").path(1)), 1e-5);
        assertTrue(all.path("tokens").asInt() >= 4, all::toString);
        assertEquals(1, json("embed", TinyModels.llama().toString(), "--json", "a").path("embeddings").size());
    }

    @Test
    void speeds_are_measured_several_times() {
        String[] line = {"bench", TinyModels.llama().toString(), "-p", "8", "-n", "3", "-r", "2", "-t", "1"};
        List<String> table = answer(line).lines().toList();
        assertTrue(table.getFirst().matches("MODEL +SIZE +PARAMS +THREADS +TEST +TOKENS/S +SPREAD"), table.getFirst());
        assertTrue(table.get(1).contains(" pp8 ") && table.get(2).contains(" tg3 "), table::toString);
        JsonNode tests = json("bench", line[1], "-p", "8", "-n", "0", "-r", "3", "-t", "1", "--json").path("tests");
        assertEquals(1, tests.size());
        JsonNode speeds = tests.path(0).path("repetitions");
        assertEquals(speeds.path(1), tests.path(0).path("tokens_per_second"));
        assertTrue(speeds.path(0).asDouble() <= speeds.path(2).asDouble() && speeds.size() == 3, speeds::toString);
        assertEquals(2, InProcess.panallama("bench", line[1], "-r", "0").exitCode());
    }

    @Test
    void memory_is_told_before_loading() {
        JsonNode small = json("estimate", "smollm2", "--ctx=256", "--json");
        JsonNode large = json("estimate", "smollm2", "--ctx=8192", "--json");
        assertEquals(32, large.path("context").asLong() / small.path("context").asLong());
        assertTrue(small.path("fits").asBoolean() && small.path("free").asLong() > 0, small::toString);
        assertTrue(small.path("free").asLong() <= small.path("machine").asLong(), small::toString);
        assertTrue(answer("estimate", "smollm2").endsWith("fits\n"));
        assertEquals(2, InProcess.panallama("estimate", "smollm2", "--ctx=-1").exitCode());
    }

    @Test
    void a_file_is_quantized_and_another_one_not_overwritten() throws Exception {
        String out = folder.resolve("small.gguf").toString();
        String in = TinyModels.wide().toString();
        JsonNode written = json("quantize", in, out, "q8_0", "--json");
        assertEquals(out, written.path("files").path(0).asString());
        assertEquals(Files.size(Path.of(out)), written.path("bytes_after").asLong());
        assertTrue(written.path("bytes_after").asLong() < written.path("bytes_before").asLong(), written::toString);
        Result again = InProcess.panallama("quantize", in, out, "Q4_0");
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("--force"), again.err());
        assertEquals(0, InProcess.panallama("quantize", in, out, "Q4_0", "--force").exitCode());
        assertTrue(Files.size(Path.of(out)) < written.path("bytes_after").asLong());
        assertEquals(2, InProcess.panallama("quantize", in, out, "Q99").exitCode());
        Result twice = InProcess.panallama("quantize", out, folder.resolve("b.gguf").toString(), "Q5_1");
        assertTrue(twice.err().contains("--allow-requantize"), twice.err());
    }

    @Test
    void the_doctor_says_what_is_broken() throws Exception {
        Result well = InProcess.panallama("doctor", "--host=127.0.0.1:1");
        assertEquals(0, well.exitCode(), well.out());
        for (String wanted : List.of("Java", "llama.cpp", "device", "models in", "smollm2",
                "none at http://127.0.0.1:1"))
            assertTrue(well.out().contains(wanted), well.out());
        assertFalse(well.out().contains("broken"), well.out());
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Result ill = JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", file.toString()), "doctor", "--json",
                "--host=127.0.0.1:1");
        assertEquals(1, ill.exitCode(), ill.err());
        assertTrue(ill.out().contains("\"subject\":\"models in\",\"state\":\"broken\""), ill.out());
    }

    private static double length(JsonNode vector) {
        double squares = 0;
        for (JsonNode it : vector) squares += it.asDouble() * it.asDouble();
        return Math.sqrt(squares);
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(answer(arguments));
    }

    private static String answer(String... arguments) {
        Result result = InProcess.panallama(arguments);
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }
}

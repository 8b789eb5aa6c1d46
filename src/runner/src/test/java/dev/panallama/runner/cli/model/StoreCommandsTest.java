package dev.panallama.runner.cli.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.store.HubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StoreCommandsTest {
    @TempDir
    Path folder;

    @Test
    void a_model_is_pulled_shown_copied_made_into_another_and_removed() throws Exception {
        try (var hub = new HubServer()) {
            hub.repository("user/tiny-GGUF", "mit", Map.of("tiny-Q8_0.gguf", Files.readAllBytes(TinyModels.llama())));
            var environment = Map.of("PANALLAMA_MODELS", folder.resolve("models").toString(), "HF_ENDPOINT",
                    hub.files.uri("").toString(), "HOME", folder.toString());
            var pulled = run(environment, 0, "pull", "user/tiny-GGUF");
            assertTrue(pulled.err().contains("user/tiny-GGUF of the Hugging Face hub, licence: mit"), pulled::err);
            Path modelfile = Files.writeString(folder.resolve("Modelfile"), "FROM user/tiny-GGUF\nSYSTEM Be brief.\n");
            run(environment, 0, "create", "brief", "-f", modelfile.toString());
            assertEquals("Be brief.\n", run(environment, 0, "show", "brief", "--system").out());
            assertEquals("{\"system\":\"Be brief.\"}\n",
                    run(environment, 0, "show", "brief", "--system", "--json").out());
            assertTrue(run(environment, 0, "list").out().lines().anyMatch(it -> it.startsWith("brief:latest ")));
            assertEquals("panallama: model \"breif\" is not there - did you mean brief?\n",
                    run(environment, 3, "show", "breif").err());
            run(environment, 0, "rm", "user/tiny-GGUF", "brief");
            assertEquals(3, run(environment, 3, "show", "brief").exitCode());
        }
    }

    @Test
    void programs_get_the_result_alone_on_standard_output() throws Exception {
        Path file = Files.copy(TinyModels.llama(), folder.resolve("tiny.gguf"));
        try (var hub = new HubServer()) {
            hub.repository("user/tiny-GGUF", "mit", Map.of("tiny-Q8_0.gguf", Files.readAllBytes(file)));
            var environment = Map.of("PANALLAMA_MODELS", folder.resolve("models").toString(), "HF_ENDPOINT",
                    hub.files.uri("").toString(), "HOME", folder.toString());
            JsonNode pulled = json(environment, "pull", "--json", "user/tiny-GGUF").path("models").path(0);
            assertEquals("hf.co/user/tiny-GGUF", pulled.path("name").asString());
            assertEquals(Files.size(file), pulled.path("size").asLong());
            JsonNode imported = json(environment, "import", "--json", "--name=mine", file.toString());
            assertEquals("mine panallama", imported.path("name").asString() + " " + imported.path("owner").asString());
            JsonNode copied = json(environment, "cp", "--json", "mine", "yours:v2");
            assertEquals("yours:v2", copied.path("name").asString());
            assertEquals(imported.path("digest"), copied.path("digest"));
            Path modelfile = Files.writeString(folder.resolve("Modelfile"), "FROM mine\nSYSTEM Be brief.\n");
            JsonNode created = json(environment, "create", "--json", "brief", "-f", modelfile.toString());
            assertEquals(imported.path("file"), created.path("file"));
            assertEquals("{\"removed\":[\"mine\",\"brief\"]}\n",
                    run(environment, 0, "rm", "--json", "mine", "brief").out());
            assertEquals("{\"removed\":[\"yours:v2\"]}\n",
                    run(environment, 3, "rm", "--json", "yours:v2", "mine", "hf.co/user/tiny-GGUF").out());
            JsonNode first = JsonMapper.shared().readTree(
                    run(environment, 3, "pull", "--json", "user/tiny-GGUF", "user/none-GGUF").out());
            assertEquals("[\"hf.co/user/tiny-GGUF\"]", first.path("models").findValues("name").toString());
            assertEquals("", run(environment, 2, "pull", "--json", "user/tiny-GGUF", "no name").out());
        }
    }

    @Test
    void the_file_of_a_model_is_not_quantized_over() throws Exception {
        Path models = folder.resolve("models");
        var environment = Map.of("PANALLAMA_MODELS", models.toString(), "HOME", folder.toString());
        Path lmStudio = Files.createDirectories(folder.resolve(".lmstudio/models/a/b")).resolve("theirs.gguf");
        Files.copy(TinyModels.wide(), lmStudio);
        Path mine = Files.copy(TinyModels.wide(), folder.resolve("mine.gguf"));
        run(environment, 0, "import", mine.toString());
        Path plain = Files.copy(TinyModels.wide(), models.resolve("plain.gguf"));
        for (Path it : List.of(models.resolve("x/../mine.gguf"), lmStudio)) {
            Files.createDirectories(models.resolve("x"));
            byte[] before = Files.readAllBytes(it);
            String said = run(environment, 1, "quantize", mine.toString(), it.toString(), "Q4_0", "--force").err();
            assertTrue(said.contains("panallama create --quantize"), said);
            assertArrayEquals(before, Files.readAllBytes(it));
        }
        run(environment, 0, "quantize", mine.toString(), plain.toString(), "Q4_0", "--force");
        run(environment, 0, "quantize", mine.toString(), mine.toString(), "Q4_0", "--force"); // its bytes have two names
    }

    @Test
    void what_is_wrong_is_told_by_exit_codes() throws Exception {
        var environment = Map.of("PANALLAMA_MODELS", folder.toString(), "PANALLAMA_OFFLINE", "1");
        run(environment, 3, "pull", "smollm2");
        run(environment, 2, "pull", "no name");
        run(environment, 3, "rm", "nothing");
        assertEquals("panallama: model \"smolm2\" is not there - did you mean smollm2?\n",
                run(environment, 3, "show", "smolm2").err());
        assertTrue(run(environment, 3, "show", "smollm2").err().contains("panallama pull"));
        run(environment, 2, "create", "x", "-f", folder.resolve("none").toString());
        run(environment, 3, "import", folder.resolve("none.gguf").toString());
    }

    private static JsonNode json(Map<String, String> environment, String... arguments) throws Exception {
        return JsonMapper.shared().readTree(run(environment, 0, arguments).out());
    }

    private static JavaProcess.Result run(Map<String, String> environment, int exitCode, String... arguments)
            throws Exception {
        var result = JavaProcess.panallama("", environment, arguments);
        assertEquals(exitCode, result.exitCode(), result.err());
        return result;
    }
}

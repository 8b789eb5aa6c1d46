package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What commands do with a model that was made with an adapter.
class AdaptedModelTest {
    @TempDir
    Path folder;

    @Test
    void it_is_never_used_without_its_adapter_where_that_matters() throws Exception {
        Path lora = made();
        for (String way : List.of("--raw", "--template=chatml")) {
            String[] asked = {"run", "--temp=0", "--max-tokens=12", "--threads=1", way, "plain", "the sky"};
            String before = answer(asked);
            asked[5] = "made";
            assertNotEquals(before, answer(asked));
        }
        assertRefused("LoRA adapters, with which only answers can be computed", "embed", "made", "the sky");
        assertEquals(Files.size(lora), weights("made") - weights("plain"));
        Files.delete(lora);
        assertRefused("lora.gguf", "run", "made", "");
        assertRefused("lora.gguf", "bench", "made", "-p=4", "-n=0", "-r=1", "-t=1");
    }

    private Path made() throws Exception {
        Path plain = Files.copy(TinyModels.llama(), folder.resolve("plain.gguf"));
        Path lora = Files.createDirectory(folder.resolve("own")).resolve("lora.gguf");
        TinyLora.random(plain, 1, 4, "blk.*").write(lora);
        Path modelfile = Files.writeString(folder.resolve("own/Modelfile"), "FROM plain\nADAPTER lora.gguf\n");
        answer("create", "made", "-f", modelfile.toString());
        return lora;
    }

    private long weights(String model) throws Exception {
        JsonNode estimate = JsonMapper.shared().readTree(answer("estimate", model, "--ctx=64", "--json"));
        return estimate.path("weights").asLong();
    }

    private String answer(String... arguments) throws Exception {
        Result result = panallama(arguments);
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }

    private void assertRefused(String message, String... arguments) throws Exception {
        Result refused = panallama(arguments);
        assertEquals(1, refused.exitCode(), refused::err);
        assertTrue(refused.err().contains(message), refused::err);
        assertEquals("", refused.out());
    }

    private Result panallama(String... arguments) throws Exception {
        return JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", folder.toString()), arguments);
    }
}

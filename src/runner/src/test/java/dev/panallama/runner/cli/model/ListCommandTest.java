package dev.panallama.runner.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.console.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListCommandTest {
    @TempDir
    private Path folder;

    @Test
    void models_stand_in_ollama_s_columns() throws Exception {
        Files.copy(TinyModels.llama(), folder.resolve("My Model.gguf"));
        JavaProcess.Result result = JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", folder.toString()), "list");
        assertEquals(0, result.exitCode(), result.err());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.getFirst().matches("NAME +ID +SIZE +MODIFIED"), lines.getFirst());
        assertTrue(lines.get(1).matches("my-model:latest +[0-9a-f]{12} +\\d+ MB +.+"), lines.get(1));
        JavaProcess.Result json = JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", folder.toString()), "list",
                "--json");
        assertTrue(json.out().startsWith("[{\"name\":\"my-model\""), json.out());
    }

    @Test
    void a_file_that_is_no_model_is_listed_without_an_id_and_said_to_be_none() throws Exception {
        Files.copy(TinyModels.llama(), folder.resolve("good.gguf"));
        Files.writeString(folder.resolve("bad.gguf"), "no model");
        var environment = Map.of("PANALLAMA_MODELS", folder.toString());
        JavaProcess.Result result = JavaProcess.panallama("", environment, "list");
        assertEquals(0, result.exitCode(), result.err());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(1).matches("bad:latest +- +0 MB +.+"), lines.get(1));
        assertTrue(lines.get(2).matches("good:latest +[0-9a-f]{12} +.+"), lines.get(2));
        assertTrue(result.err().startsWith("panallama: bad:latest has no id: %s is no usable GGUF file: "
                .formatted(folder.resolve("bad.gguf"))), result.err());
        JavaProcess.Result json = JavaProcess.panallama("", environment, "list", "--json");
        assertTrue(json.out().startsWith("[{\"name\":\"bad\",\"digest\":null,\"size\":8,"), json.out());
        assertTrue(json.out().contains("{\"name\":\"good\",\"digest\":\""), json.out());
    }

    @Test
    void sizes_and_ages_read_well() {
        assertEquals("98 MB", ByteSize.text(98_362_432));
        assertEquals("3.8 GB", ByteSize.text(3_825_000_000L));
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        assertEquals("just now", ListCommand.ago(now.minusSeconds(5), now));
        assertEquals("3 hours ago", ListCommand.ago(now.minusSeconds(3 * 3600), now));
        assertEquals("4 weeks ago", ListCommand.ago(now.minusSeconds(30 * 86_400), now));
    }
}

package dev.panallama.runner.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.cli.InProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Runs the command in this process.
final class QuantizeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_is_quantized_and_another_one_not_overwritten() throws Exception {
        String out = folder.resolve("small.gguf").toString();
        String in = TinyModels.wide().toString();
        JsonNode written = InProcess.json("quantize", in, out, "q8_0", "--json");
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
}

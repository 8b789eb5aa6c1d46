package dev.panallama.runner.cli.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.cli.InProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is said about the machine.
final class MachineCommandsTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void memory_is_told_before_loading() {
        JsonNode small = InProcess.json("estimate", "smollm2", "--ctx=256", "--json");
        JsonNode large = InProcess.json("estimate", "smollm2", "--ctx=8192", "--json");
        assertEquals(32, large.path("context").asLong() / small.path("context").asLong());
        assertTrue(small.path("fits").asBoolean() && small.path("free").asLong() > 0, small::toString);
        assertTrue(small.path("free").asLong() <= small.path("machine").asLong(), small::toString);
        JsonNode compact = InProcess.json("estimate", "smollm2", "--ctx=8192", "--kv-cache-type=q8_0", "--json");
        assertEquals(8.5 / 16, compact.path("context").asDouble() / large.path("context").asDouble(), 1e-3);
        assertTrue(InProcess.answer("estimate", "smollm2").endsWith("fits\n"));
        assertEquals(2, InProcess.panallama("estimate", "smollm2", "--ctx=-1").exitCode());
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

    @Test
    void the_doctor_shows_what_was_begun_to_fetch() throws Exception {
        Files.createDirectories(folder.resolve("models/user/big"));
        Files.write(folder.resolve("models/user/big/big.gguf.part"), new byte[3_000_000]);
        Result found = JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", folder.resolve("models").toString()),
                "doctor", "--host=127.0.0.1:1");
        assertEquals(0, found.exitCode(), found.err());
        assertTrue(found.out().contains("1 of 3 MB: pull again, or delete"), found.out());
    }
}

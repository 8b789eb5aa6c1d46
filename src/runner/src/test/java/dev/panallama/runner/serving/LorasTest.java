package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.Isolation;
import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Adapters that are loaded with a model.
final class LorasTest {
    @TempDir
    private Path folder;

    @Test
    void a_model_is_not_left_in_memory_with_some_of_its_adapters() throws Exception {
        Path good = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(folder.resolve("good.gguf"));
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "GGUF, but no more than that");
        var options = new ServingOptions(1, 64, 1, 16, Duration.ofMinutes(5), 3, Isolation.NONE)
                .withLoras("llama", List.of(new Lora(good), new Lora(broken)));
        try (var pool = new ModelPool(new Inventory(folder, List.of(TinyModels.llama())), options)) {
            var failure = assertThrows(RuntimeException.class, () -> pool.run(pool.inventory().find("llama"), _ -> {}));
            assertTrue(String.valueOf(failure.getMessage()).contains("broken.gguf"), failure.toString());
        }
    }
}

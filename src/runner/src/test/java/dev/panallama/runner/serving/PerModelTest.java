package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.store.InstalledModel;
import dev.panallama.runner.store.Inventory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of models, and how long.
final class PerModelTest {
    @TempDir
    private Path folder;

    private InstalledModel model(String name) throws Exception {
        Path file = folder.resolve(name + ".gguf");
        if (!Files.exists(file)) Files.copy(TinyModels.llama(), file);
        return new Inventory(folder, List.of()).find(name);
    }

    @Test
    void it_is_found_out_once_and_forgotten_when_the_file_is_another_or_gone() throws Exception {
        var lengths = new PerModel<Long>();
        InstalledModel first = model("first");
        assertEquals(first.bytes(), lengths.of(first, InstalledModel::bytes));
        assertEquals(first.bytes(), lengths.of(first, _ -> -1L));
        lengths.of(model("second"), InstalledModel::bytes);
        assertEquals(2, lengths.size());
        Files.setLastModifiedTime(first.file(), FileTime.from(Instant.EPOCH));
        assertEquals(-2L, lengths.of(model("first"), _ -> -2L));
        assertEquals(2, lengths.size());
        Files.delete(first.file());
        lengths.put(model("third"), 3L);
        assertEquals(2, lengths.size());
    }

    @Test
    void an_estimate_that_was_broken_off_is_not_kept() throws Exception {
        InstalledModel model = model("model");
        var needs = new MemoryNeeds(ServingOptions.defaults(), new ModelCards());
        Thread.currentThread().interrupt(); // as it is when the client goes
        assertEquals(model.bytes(), needs.of(model).bytes());
        assertTrue(Thread.interrupted());
        assertTrue(needs.of(model).bytes() > model.bytes());
    }
}

package dev.panallama.runner.store;

import static dev.panallama.runner.store.ModelMaker.Means.COPY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedFilesTest extends MakerTest {
    @Test
    void a_file_that_somebody_put_there_keeps_its_name_and_outlives_models_that_share_it() throws Exception {
        Path put = Files.copy(file, folder.resolve("put.gguf"));
        library.copy("put", ModelName.parse("twin"));
        maker.create(ModelName.parse("brief"), library.inventory().find("put"), ModelSettings.NONE, Optional.empty());
        assertEquals(List.of("brief", "put", "twin"), names());
        library.remove("twin");
        library.remove("brief");
        assertEquals(List.of("put"), names());
        assertTrue(Files.exists(put));
    }

    @Test
    void a_copied_name_stands_for_the_same_file_which_goes_with_the_last_of_them() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine"), COPY);
        library.copy("mine", ModelName.parse("other"));
        library.remove(model.name());
        InstalledModel other = library.inventory().find("other");
        assertTrue(Files.exists(other.file()));
        library.remove("other");
        assertFalse(Files.exists(model.file()));
    }

    @Test
    void a_file_that_somebody_put_there_keeps_its_name_and_outlives_the_others() throws Exception {
        Path own = Files.copy(file, folder.resolve("foo.gguf"));
        library.copy("foo", ModelName.parse("bar"));
        create("pirate", "FROM foo\nSYSTEM Be brief.");
        assertEquals(List.of("bar", "foo", "pirate"), names());
        library.remove("bar");
        library.remove("pirate");
        assertTrue(Files.exists(own));
        library.remove("foo");
        assertFalse(Files.exists(own));
    }

    @Test
    void a_file_of_the_folder_that_is_named_by_its_place_keeps_its_name_and_outlives_the_others() throws Exception {
        Path put = Files.copy(file, folder.resolve("put.gguf"));
        Path adapter = Files.copy(file, folder.resolve("adapter.gguf"));
        create("pirate", "FROM %s\nADAPTER %s".formatted(put, adapter));
        maker.take(put, ModelName.parse("taken"), ModelMaker.Means.LINK);
        assertEquals(List.of("adapter", "pirate", "put", "taken"), names());
        library.remove("pirate");
        library.remove("taken");
        assertEquals(List.of("adapter", "put"), names());
        assertTrue(Files.exists(put) && Files.exists(adapter));
    }

    @Test
    void a_file_of_the_folder_whose_name_another_model_has_gets_one_when_a_model_is_made_of_it() throws Exception {
        maker.take(file, ModelName.parse("put"), ModelMaker.Means.LINK);
        Path put = Files.copy(file, folder.resolve("put.gguf"));
        create("pirate", "FROM " + put);
        library.remove("pirate");
        assertEquals(List.of("put", "put:2"), names());
        assertTrue(Files.exists(put));
    }

    /// Puts a folder in a file's place, and returns what keeps it from being deleted.
    private static Path undeletable(Path file) throws IOException {
        Files.delete(file);
        return Files.createFile(Files.createDirectory(file).resolve("inside"));
    }

    /// As on Windows, where nobody deletes a file that is in use.
    @Test
    void a_model_whose_file_cannot_be_deleted_keeps_its_name() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine"), COPY);
        Path inside = undeletable(model.file());
        assertThrows(DirectoryNotEmptyException.class, () -> library.remove("mine"));
        assertEquals(List.of("mine"), names());
        Files.delete(inside);
        library.remove("mine");
        assertEquals(List.of(), names());
        assertFalse(Files.exists(model.file()));
    }

    @Test
    void a_file_that_somebody_puts_in_the_place_of_one_that_could_not_be_deleted_is_his() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        Path weights = quantized("mine", "FROM base").file();
        Path inside = undeletable(weights);
        create("mine", "FROM base");
        Files.delete(inside);
        Files.delete(weights);
        Files.copy(file, weights);
        Files.setLastModifiedTime(weights, FileTime.from(Instant.EPOCH));
        library.copy("base", ModelName.parse("other"));
        assertTrue(Files.exists(weights));
        assertEquals(4, names().size());
    }

    /// As on Windows too.
    @Test
    void a_model_whose_file_cannot_be_deleted_is_replaced_and_the_file_goes_later() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        Path weights = quantized("mine", "FROM base").file();
        Path inside = undeletable(weights);
        Path second = quantized("mine", "FROM base").file();
        create("mine", "FROM base");
        assertFalse(Files.exists(second));
        assertTrue(Files.exists(weights));
        FileTime written = Files.getLastModifiedTime(weights);
        Files.move(inside, elsewhere.resolve("inside"));
        Files.setLastModifiedTime(weights, written);
        library.copy("base", ModelName.parse("other"));
        assertFalse(Files.exists(weights));
        assertEquals(List.of("base", "mine", "other"), names());
    }

    @Test
    void files_of_others_are_not_quantized_over_and_parameters_are_checked() throws Exception {
        Files.copy(file, folder.resolve("foo.gguf"));
        Path other = Files.copy(file, folder.resolve("mine.Q8_0.gguf"));
        byte[] before = Files.readAllBytes(other);
        InstalledModel model = quantized("mine", "FROM foo");
        assertNotEquals(other, model.file());
        assertArrayEquals(before, Files.readAllBytes(other));
        for (String wrong : List.of("temperature hot", "num_ctx many"))
            assertThrows(IllegalArgumentException.class, () -> create("x", "FROM foo\nPARAMETER " + wrong), wrong);
    }

    @Test
    void a_model_that_is_made_anew_leaves_the_weights_of_its_other_name_alone() throws Exception {
        Files.copy(file, folder.resolve("one.gguf"));
        Files.copy(TinyModels.oneLayer(), folder.resolve("two.gguf"));
        Path first = quantized("made", "FROM one").file();
        byte[] before = Files.readAllBytes(first);
        library.copy("made", ModelName.parse("other"));
        Path second = quantized("made", "FROM two").file();
        assertArrayEquals(before, Files.readAllBytes(library.inventory().find("other").file()));
        Path third = quantized("made", "FROM made").file();
        assertFalse(Files.exists(second));
        assertEquals(Gguf.read(folder.resolve("two.gguf")).tensors().size(), Gguf.read(third).tensors().size());
    }

    @Test
    void a_model_is_not_made_that_would_hide_a_file_of_somebody() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        Path put = Files.copy(file, folder.resolve("put.gguf"));
        var refused = assertThrows(IllegalArgumentException.class, () -> create("put", "FROM base"));
        assertEquals(
                "the file put.gguf in the folder of models is called put already: give another name, or remove it first",
                refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> quantized("PUT", "FROM put"));
        create("put", "FROM put\nSYSTEM Be brief.");
        assertEquals(put, library.inventory().find("put").file());
    }
}

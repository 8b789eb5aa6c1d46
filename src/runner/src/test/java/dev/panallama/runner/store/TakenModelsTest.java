package dev.panallama.runner.store;

import static dev.panallama.runner.store.ModelMaker.Means.COPY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufParts;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.SplitOptions;
import dev.panallama.runner.console.Notices;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenModelsTest extends MakerTest {
    @Test
    void a_file_is_taken_in_by_a_link_that_outlives_it_and_is_removed_alone() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine:v1"), ModelMaker.Means.LINK);
        assertEquals("mine:v1", model.name());
        Files.delete(file);
        assertTrue(Gguf.read(library.inventory().find("Mine:V1").file()).tensors().size() > 0);
        library.remove(model.name());
        assertFalse(Files.exists(model.file()));
    }

    @Test
    void a_copy_is_a_file_of_its_own() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine"), COPY);
        library.remove(model.name());
        assertTrue(Files.exists(file));
    }

    @Test
    void what_is_no_model_or_has_a_name_that_is_taken_is_refused() throws Exception {
        Path text = Files.writeString(elsewhere.resolve("text.gguf"), "no model");
        assertThrows(GgufException.class, () -> maker.take(text, ModelName.parse("text"), ModelMaker.Means.LINK));
        maker.take(file, ModelName.parse("mine"), ModelMaker.Means.LINK);
        assertThrows(IllegalArgumentException.class,
                () -> maker.take(file, ModelName.parse("MINE"), ModelMaker.Means.LINK));
        assertEquals(List.of("mine"), names());
    }

    @Test
    void a_name_that_somebody_else_takes_meanwhile_stays_his() throws Exception {
        Path licensed = elsewhere.resolve("licensed.gguf");
        GgufWriter.copyOf(file).put("general.license", GgufValue.text("llama2")).write(licensed);
        var name = ModelName.parse("mine");
        var slow = new PullNotices(new Notices(new PrintStream(said), () -> 0), _ -> taken(file, name));
        assertThrows(IllegalArgumentException.class, () -> library.maker(slow).take(licensed, name, COPY));
        InstalledModel model = library.inventory().find("mine");
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(model.file()));
        assertFalse(Files.exists(folder.resolve("licensed.gguf")));
        assertThrows(IllegalArgumentException.class, () -> library.store().copy(model, name));
    }

    private boolean taken(Path file, ModelName name) {
        return assertDoesNotThrow(() -> maker.take(file, name, COPY)).isCalled(name);
    }

    @Test
    void a_link_is_taken_in_by_what_it_leads_to() throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link.gguf"), file.getFileName());
        InstalledModel model = maker.take(link, ModelName.parse("mine"), ModelMaker.Means.LINK);
        assertTrue(Gguf.read(model.file()).tensors().size() > 0);
    }

    @Test
    void parts_are_taken_in_all_or_none_and_what_an_import_has_left_that_was_broken_off_is_used() throws Exception {
        List<Path> parts = GgufParts.split(file, elsewhere.resolve("big"), SplitOptions.ofTensors(10));
        Path obstacle = Files.createDirectories(folder.resolve(parts.get(1).getFileName() + ".part/inside"));
        assertThrows(IOException.class, () -> maker.take(parts.getFirst(), ModelName.parse("big"), COPY));
        Path first = folder.resolve(parts.getFirst().getFileName());
        assertFalse(Files.exists(first));
        Files.delete(obstacle);
        Files.copy(parts.getFirst(), first); // as after Ctrl-C
        assertEquals(first, maker.take(parts.getFirst(), ModelName.parse("big"), COPY).file());
        library.remove("big");
        for (Path it : parts) assertFalse(Files.exists(folder.resolve(it.getFileName())), it::toString);
    }

    @Test
    void parts_whose_names_end_in_capitals_are_taken_in_as_llama_looks_for_them() throws Exception {
        List<Path> parts = GgufParts.split(file, elsewhere.resolve("big"), SplitOptions.ofTensors(10));
        for (Path it : parts)
            Files.move(it, it.resolveSibling(it.getFileName().toString().replace(".gguf", ".GGUF")));
        Path first = elsewhere.resolve(parts.getFirst().getFileName().toString().replace(".gguf", ".GGUF"));
        InstalledModel model = maker.take(first, ModelName.parse("big"), COPY);
        assertEquals(folder.resolve(parts.getFirst().getFileName()), model.file());
        assertTrue(model.bytes() > Files.size(first));
    }

    @Test
    void a_file_that_is_there_already_is_taken_in_by_a_second_name_and_another_one_is_refused() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine"), COPY);
        assertEquals(model.file(), maker.take(file, ModelName.parse("other"), COPY).file());
        Path another = Files.createDirectory(elsewhere.resolve("b")).resolve(file.getFileName());
        Files.copy(TinyModels.oneLayer(), another);
        assertThrows(IllegalArgumentException.class, () -> maker.take(another, ModelName.parse("third"), COPY));
        library.remove("mine");
        assertEquals(List.of("other"), names());
        assertTrue(Files.exists(model.file()));
    }

    @Test
    void a_name_with_a_slash_is_found_here_before_the_hub_is_asked() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("me/pirate"), ModelMaker.Means.LINK);
        var listener = new PullNotices(new Notices(new PrintStream(said), () -> 0), _ -> false);
        assertEquals(model, library.fetcher(listener).locate(ModelReference.parse("me/pirate")));
    }

    @Test
    void an_index_that_cannot_be_read_is_told_and_left_alone() throws Exception {
        Files.writeString(folder.resolve("models.json"), "{broken");
        assertThrows(java.io.UncheckedIOException.class,
                () -> maker.take(file, ModelName.parse("mine"), ModelMaker.Means.LINK));
        assertEquals("{broken", Files.readString(folder.resolve("models.json")));
    }
}

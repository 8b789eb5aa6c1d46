package dev.panallama.runner.store;

import static dev.panallama.runner.store.ModelMaker.Means.COPY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.error.GgufException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufParts;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.gguf.SplitOptions;
import dev.panallama.quantization.Quantization;
import dev.panallama.runner.console.Notices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMakerTest {
    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Library library;
    private ModelMaker maker;
    private Path file;

    @BeforeEach
    void prepare() throws Exception {
        library = new Library(new ModelStore(folder), new Inventory(folder, List.of()), Optional.empty());
        maker = library.maker(new PullNotices(new Notices(new PrintStream(said), () -> 0), _ -> false));
        file = Files.copy(TinyModels.llama(), elsewhere.resolve("Tiny Model.gguf"));
    }

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

    /// As on Windows, where nobody deletes a file that is in use.
    @Test
    void a_model_whose_file_cannot_be_deleted_keeps_its_name() throws Exception {
        InstalledModel model = maker.take(file, ModelName.parse("mine"), COPY);
        Files.delete(model.file());
        Path inside = Files.createDirectory(model.file()).resolve("inside");
        Files.createFile(inside);
        assertThrows(DirectoryNotEmptyException.class, () -> library.remove("mine"));
        assertEquals(List.of("mine"), names());
        Files.delete(inside);
        library.remove("mine");
        assertEquals(List.of(), names());
        assertFalse(Files.exists(model.file()));
    }

    /// As on Windows too.
    @Test
    void a_model_whose_file_cannot_be_deleted_is_not_replaced() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        Path weights = quantized("mine", "FROM base").file();
        Files.delete(weights);
        Files.createFile(Files.createDirectory(weights).resolve("inside"));
        assertThrows(DirectoryNotEmptyException.class, () -> create("mine", "FROM base"));
        assertThrows(DirectoryNotEmptyException.class, () -> quantized("mine", "FROM base"));
        assertEquals(weights, library.inventory().find("mine").file());
        assertEquals(List.of("base", "mine"), names());
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
    void a_modelfile_makes_a_model_that_stands_on_another_and_settings_add_up() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        create("first", "FROM base\nSYSTEM Be brief.\nPARAMETER temperature 0.1\nPARAMETER seed 7");
        create("second", "FROM first\nPARAMETER temperature 0.9");
        ModelSettings settings = library.inventory().find("second").settings();
        assertEquals(Optional.of("Be brief."), settings.system());
        assertEquals(List.of("0.9"), settings.parameters().get("temperature"));
        assertEquals(List.of("7"), settings.parameters().get("seed"));
        assertEquals(library.inventory().find("base").file(), library.inventory().find("second").file());
    }

    @Test
    void parameters_that_there_are_not_are_refused_and_those_of_ollama_itself_are_left_out() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        var wrong = assertThrows(IllegalArgumentException.class,
                () -> create("x", "FROM base\nPARAMETER temprature 0.1"));
        assertEquals("there is no parameter temprature - did you mean temperature?", wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> create("x", "FROM base\nPARAMETER warmth 1"));
        create("x", "FROM base\nPARAMETER num_gpu 99\nPARAMETER f16_kv true\nPARAMETER top_k 3");
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("left out: num_gpu, f16_kv"), said::toString);
        assertEquals(Map.of("top_k", List.of("3")), library.inventory().find("x").settings().parameters());
    }

    @Test
    void from_may_be_a_file_beside_the_modelfile_and_weights_may_be_quantized() throws Exception {
        Files.move(file, elsewhere.resolve("tiny.gguf"));
        InstalledModel model = quantized("small", "FROM ./tiny.gguf");
        assertEquals(folder.resolve("small.Q8_0.gguf"), model.file());
        assertEquals(Quantization.Q8_0.id(), (int) Gguf.read(model.file()).whole("general.file_type").orElse(-1));
    }

    @Test
    void a_projector_for_pictures_is_left_out_and_a_second_model_is_refused() throws Exception {
        Path projector = header("clip.bin", "clip", "mmproj");
        create("seeing", "FROM %s\nFROM %s".formatted(file, projector));
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("projector for pictures"), said::toString);
        InstalledModel model = library.inventory().find("seeing");
        assertTrue(Files.isSameFile(file, model.file()));
        for (String second : List.of("FROM seeing", "FROM " + file, "FROM ./none.gguf"))
            assertThrows(IllegalArgumentException.class, () -> create("two", "FROM seeing\n" + second), second);
        assertEquals(List.of("seeing"), names());
    }

    @Test
    void what_only_belongs_to_a_model_is_taken_for_none() throws Exception {
        for (Path it : List.of(header("mmproj.gguf", "clip", "mmproj"), header("old.gguf", "clip", "model"),
                header("lora.gguf", "llama", "adapter"), header("importance.gguf", "llama", "imatrix"))) {
            assertThrows(IllegalArgumentException.class,
                    () -> maker.take(it, ModelName.parse("x"), ModelMaker.Means.LINK), it::toString);
            assertThrows(IllegalArgumentException.class, () -> create("x", "FROM " + it), it::toString);
        }
        assertEquals(List.of(), names());
    }

    private Path header(String name, String architecture, String type) throws Exception {
        Path written = elsewhere.resolve(name);
        new GgufWriter()
                .put("general.architecture", GgufValue.text(architecture))
                .put("general.type", GgufValue.text(type))
                .write(written);
        return written;
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

    private InstalledModel quantized(String name, String modelfile) throws Exception {
        return maker.create(ModelName.parse(name), Modelfile.parse(modelfile), elsewhere,
                Optional.of(Quantization.Q8_0));
    }

    @Test
    void a_template_for_go_is_replaced_and_one_in_jinja_is_taken() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        create("go", "FROM base\nTEMPLATE <|im_start|>user {{ .Prompt }}");
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("written for Go"), said::toString);
        create("jinja", "FROM base\nTEMPLATE {{ messages[0].content }}");
        assertEquals(Optional.of("{{ messages[0].content }}"), library.inventory().find("jinja").settings().template());
        assertThrows(RuntimeException.class, () -> create("broken", "FROM base\nTEMPLATE {% if %}"));
    }

    @Test
    void an_adapter_that_is_not_there_is_refused() throws Exception {
        maker.take(file, ModelName.parse("base"), ModelMaker.Means.LINK);
        assertThrows(ModelNotFoundException.class, () -> create("with", "FROM base\nADAPTER none.gguf"));
    }

    @Test
    void an_index_that_cannot_be_read_is_told_and_left_alone() throws Exception {
        Files.writeString(folder.resolve("models.json"), "{broken");
        assertThrows(java.io.UncheckedIOException.class,
                () -> maker.take(file, ModelName.parse("mine"), ModelMaker.Means.LINK));
        assertEquals("{broken", Files.readString(folder.resolve("models.json")));
    }

    private void create(String name, String modelfile) throws Exception {
        maker.create(ModelName.parse(name), Modelfile.parse(modelfile), elsewhere, Optional.empty());
    }

    private List<String> names() {
        return library.inventory().all().stream().map(InstalledModel::name).toList();
    }
}

package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.quantization.Quantization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMakerTest extends MakerTest {
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
}

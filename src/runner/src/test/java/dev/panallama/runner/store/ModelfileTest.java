package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelfileTest {
    private static final String ALL = """
            # a comment
            from smollm2
            PARAMETER temperature 0.5
            parameter stop "<|end|>"
            PARAMETER stop END
            SYSTEM \"""You are a pirate.
            # this is no comment
            Speak like one.\"""
            MESSAGE user Hello there
            MESSAGE assistant \"""Ahoy!\"""
            ADAPTER ./pirate.gguf
            LICENSE Apache-2.0
            REQUIRES 0.1.2
            RENDERER qwen3-vl-instruct
            PARSER qwen3-coder
            TEMPLATE {{ messages[0].content }}
            """;

    @Test
    void all_instructions_are_read_in_any_order_and_case() {
        Modelfile file = Modelfile.parse(ALL);
        assertEquals("smollm2", file.from());
        ModelSettings settings = file.settings();
        assertEquals(Map.of("temperature", List.of("0.5"), "stop", List.of("<|end|>", "END")), settings.parameters());
        assertEquals(Optional.of("You are a pirate.\n# this is no comment\nSpeak like one."), settings.system());
        assertEquals(
                List.of(new ModelSettings.Line("user", "Hello there"), new ModelSettings.Line("assistant", "Ahoy!")),
                settings.messages());
        assertEquals(List.of(Path.of("./pirate.gguf")), settings.adapters());
        assertEquals(Optional.of("Apache-2.0"), settings.license());
        assertEquals(Optional.of("{{ messages[0].content }}"), settings.template());
    }

    @Test
    void what_is_written_is_read_as_the_same() {
        Modelfile file = Modelfile.parse(ALL.replace("./", ""));
        assertEquals(file, Modelfile.parse(file.text()));
    }

    @Test
    void any_text_comes_back_as_it_was() {
        var random = new Random(5);
        for (int i = 0; i < 3000; i++) {
            var settings = new ModelSettings(Optional.of(text(random)), Optional.of(text(random)),
                    Map.of("stop", List.of(text(random), text(random)), "seed", List.of("7")),
                    List.of(new ModelSettings.Line("user", text(random))),
                    List.of(Path.of("a" + text(random))), Optional.of(text(random)));
            var file = new Modelfile("a" + text(random), List.of("a" + text(random)), settings);
            assertEquals(file, Modelfile.parse(file.text()), file::text);
        }
    }

    private static String text(Random random) {
        String letters = "\"\"\"\"\"\\\\a# \n\u2028";
        var text = new StringBuilder();
        for (int left = random.nextInt(10); left > 0; left--)
            text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }

    @Test
    void quotes_inside_and_at_the_ends_of_a_text_belong_to_it() {
        assertEquals(Optional.of("\"Hello\", she said: \"bye\""),
                system("\"\"\"\"Hello\", she said: \"bye\"\"\"\""));
        assertEquals(Optional.of("three: \"\"\""), system("\"\"\"three: \"\"\\\"\"\"\""));
        assertEquals(Optional.of("say \"\"\" aloud"), system("say \"\"\" aloud")); // a bare text is one line
        assertEquals(Optional.of("a\nb"), system("\"\"\"a\r\nb\"\"\"\r"));
        assertEquals("my model.gguf", Modelfile.parse("FROM \"my model.gguf\"").from());
    }

    @Test
    void a_text_between_single_quotes_goes_on_to_a_line_that_ends_with_one() {
        Modelfile file = Modelfile
                .parse("FROM x\nSYSTEM \"two \"short\" ones \t\n# of these\" \nPARAMETER stop \"END\"\n");
        assertEquals(Optional.of("two \"short\" ones \t\n# of these"), file.settings().system());
        assertEquals(Map.of("stop", List.of("END")), file.settings().parameters());
        assertEquals(Optional.of(""), system("\"\n\"").map(String::strip));
        assertEquals(Optional.of(""), system("\"\""));
    }

    @Test
    void files_of_windows_are_read_by_the_mark_that_they_begin_with(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("Modelfile");
        String text = "FROM x\r\nSYSTEM Grüße\r\n";
        for (Charset it : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            Files.writeString(file, "\uFEFF" + text, it);
            assertEquals(Optional.of("Grüße"), Modelfile.read(file).settings().system(), it::name);
        }
        Files.writeString(file, text);
        assertEquals("x", Modelfile.read(file).from());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Modelfile.read(file)).getMessage()
                .endsWith("is no text in UTF-8: save it in UTF-8"));
    }

    private static Optional<String> system(String argument) {
        return Modelfile.parse("FROM x\nSYSTEM " + argument + "\n").settings().system();
    }

    @Test
    void what_is_wrong_is_told_with_its_line() {
        Map.of("FROM x\nFORM y", "line 2 of the Modelfile: there is no instruction FORM",
                "SYSTEM hi", "the Modelfile has no FROM",
                "FROM x\nSYSTEM \"\"\"open\nmore", "line 2 of the Modelfile: the text that \"\"\" begins has no end",
                "FROM x\nSYSTEM \"\"\"a\nb\"\"\" c",
                "line 3 of the Modelfile: there is more behind the \"\"\" that ends a text",
                "FROM x\nSYSTEM \"open\nmore\" or", "line 2 of the Modelfile: the text that \" begins has no end",
                "FROM x\nPARAMETER temperature", "line 2 of the Modelfile: PARAMETER needs a name and a value",
                "FROM x\nMESSAGE tool hi",
                "line 2 of the Modelfile: \"tool\" is none of the roles [system, user, assistant]",
                "FROM", "line 1 of the Modelfile: FROM says nothing").forEach(
                        (text, message) -> assertEquals(message,
                                assertThrows(IllegalArgumentException.class, () -> Modelfile.parse(text))
                                        .getMessage()));
    }

    @Test
    void templates_for_go_are_told_from_those_in_jinja_and_known_by_their_marks() {
        String go = "{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>{{ end }}<|im_start|>user\n{{ .Prompt }}";
        assertTrue(GoTemplate.is(go));
        assertTrue(GoTemplate.inJinja(go).orElseThrow().contains("im_start"));
        assertTrue(GoTemplate.is("{{- range .Messages }}x{{- end }}"));
        assertEquals(Optional.empty(), GoTemplate.inJinja("{{ .Prompt }}"));
        assertFalse(GoTemplate.is("{% for message in messages %}{{ message.content }}{% endfor %}"));
        assertFalse(GoTemplate.is("{{ messages[0].content }}"));
    }
}

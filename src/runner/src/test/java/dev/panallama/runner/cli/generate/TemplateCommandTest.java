package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.cli.InProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Runs the program as its users do, in processes of its own.
class TemplateCommandTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void messages_and_tools_are_written_as_the_model_sees_them() throws Exception {
        Path messages = Files.writeString(folder.resolve("messages.json"),
                "[{\"role\": \"user\", \"content\": \"Hi\"}]");
        Path tools = Files.writeString(folder.resolve("tools.json"),
                "[{\"type\": \"function\", \"function\": {\"name\": \"look\", \"description\": \"Looks.\"}}]");
        assertTrue(printed("template", "smollm2", "--messages", messages.toString())
                .endsWith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n\n"));
        String told = printed("template", "smollm2", "--messages", messages.toString(), "--tools", tools.toString());
        assertTrue(told.contains("\"name\":\"look\""), told);
    }

    @Test
    void tokens_and_the_source_and_other_templates_are_shown() throws Exception {
        assertTrue(printed("template", "smollm2", "--template", "llama2").startsWith("<|im_start|>[INST] <<SYS>>\n"));
        assertTrue(printed("template", "smollm2", "--tokens").contains("      1  <|im_start|>\n"));
        String source = printed("template", "smollm2", "--source");
        assertTrue(source.contains("{%") && source.contains("messages"), source);
        Path own = Files.writeString(folder.resolve("own.jinja"),
                "{% for m in messages %}{{ m.role }} {{ m.content }}; {% endfor %}");
        assertTrue(printed("template", "smollm2", "--template", own.toString())
                .startsWith("system You are a helpful assistant.; user Hello!; "));
        Path effort = Files.writeString(folder.resolve("effort.jinja"), "{{ reasoning_effort }}");
        assertEquals("low\n", printed("template", "smollm2", "--template", effort.toString(), "--think=low"));
    }

    @Test
    void a_model_that_was_made_is_told_what_its_maker_said() throws Exception {
        Path modelfile = Files.writeString(folder.resolve("Modelfile"), """
                FROM %s
                TEMPLATE {%% for m in messages %%}{{ m.role }} {{ m.content }}; {%% endfor %%}
                SYSTEM You are a pirate.
                MESSAGE user Ahoy
                PARAMETER num_ctx 64
                """.formatted(TinyModels.llama()));
        made("create", "pirate", "-f", modelfile.toString());
        String told = made("template", "pirate");
        assertTrue(told.startsWith("system You are a pirate.; user Ahoy; user Hello!; "), told);
        Path messages = Files.writeString(folder.resolve("messages.json"),
                "[{\"role\": \"system\", \"content\": \"No.\"}, {\"role\": \"user\", \"content\": \"Hi\"}]");
        assertEquals("system No.; user Ahoy; user Hi; \n",
                made("template", "pirate", "--messages", messages.toString()));
        assertTrue(made("template", "pirate", "--template=chatml").startsWith("<|im_start|>system\nYou are a pirate."));
        assertEquals(made("estimate", "pirate", "--json", "--ctx=64").replaceAll("\"free.*", ""),
                made("estimate", "pirate", "--json").replaceAll("\"free.*", ""));
    }

    private String made(String... arguments) throws Exception {
        Result result = JavaProcess.panallama("", Map.of("PANALLAMA_MODELS", folder.resolve("models").toString()),
                arguments);
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }

    @Test
    void programs_get_an_object() {
        String prompt = InProcess.json("template", "smollm2", "--json").path("prompt").asString();
        assertEquals(InProcess.answer("template", "smollm2"), prompt + "\n");
        JsonNode tokens = InProcess.json("template", "smollm2", "--json", "--tokens").path("tokens");
        assertEquals("{\"id\":1,\"piece\":\"<|im_start|>\"}", tokens.path(0).toString());
        assertEquals(InProcess.answer("template", "smollm2", "--source"),
                InProcess.json("template", "smollm2", "--json", "--source").path("template").asString());
    }

    @Test
    void what_cannot_be_read_is_said_in_a_few_words() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.jinja"), "{% if %}");
        failed(1, "line 1", "template", "smollm2", "--template", broken.toString());
        failed(3, "there is no model llama9 here - did you mean llama2", "template", "llama9");
        Path none = folder.resolve("none.json");
        failed(1, "none.json", "template", "smollm2", "--messages", none.toString());
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "[{\"role\": \"me\"}]");
        failed(2, "message 0 has the role \"me\"", "template", "smollm2", "--messages", wrong.toString());
    }

    private static void failed(int code, String message, String... arguments) throws Exception {
        Result result = InProcess.panallama(arguments);
        assertEquals(code, result.exitCode(), result::err);
        assertTrue(result.err().contains(message), result::err);
        assertTrue(!result.err().contains("\tat "), result::err);
    }

    private static String printed(String... arguments) throws Exception {
        Result result = InProcess.panallama(arguments);
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }
}

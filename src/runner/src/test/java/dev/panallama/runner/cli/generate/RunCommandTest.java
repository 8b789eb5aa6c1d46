package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.TestModel;
import dev.panallama.runner.cli.InProcess;
import dev.panallama.runner.cli.Panallama;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Runs the program as its users do: in a process of its own where that matters, and otherwise, quicker, in this one.
class RunCommandTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void fetch() throws Exception {
        TestModel.file();
    }

    @Test
    void the_default_model_answers_on_standard_output_alone() throws Exception {
        Result sky = JavaProcess.panallama("run", "--temp", "0", "--max-tokens", "60", "Why is the sky blue?");
        assertEquals(0, sky.exitCode(), sky::err);
        assertTrue(sky.out().contains("light") && sky.out().endsWith("\n"), sky::out);
        assertTrue(sky.err().endsWith("(cut short after 60 tokens; --max-tokens or num_predict allows more)\n"),
                sky::err); // a slow load shows a bar before it
    }

    @Test
    void words_need_no_quotes_and_a_model_may_go_before_them() throws Exception {
        String expected = answer("run", "--temp=0", "--max-tokens=8", "Name three colours.");
        assertEquals(expected, answer("run", "--temp=0", "--max-tokens=8", "Name", "three", "colours."));
        assertEquals(expected, answer("run", "smollm2", "Name three colours.", "--temp=0", "--max-tokens=8"));
        String file = TestModel.file().toString();
        assertEquals(expected, answer("run", file, "Name three colours.", "--temp=0", "--max-tokens=8"));
    }

    @Test
    void a_prompt_that_looks_like_a_name_is_told_from_one() {
        String name = InProcess.panallama("run", "--temp=0", "--max-tokens=1", "nosuchmodel").err();
        assertTrue(name.contains("(no model is called nosuchmodel: it is the prompt for smollm2)"), name);
        assertTrue(InProcess.panallama("run", "--max-tokens=1", "llama9", "Hi").err().contains("called llama9:"));
        for (String it : new String[]{"Hello", "hello there", "2", "Why?"})
            assertFalse(InProcess.panallama("run", "--max-tokens=1", it).err().contains("no model"), it);
    }

    @Test
    void a_pipe_is_the_prompt_if_there_is_none() throws Exception {
        Result piped = JavaProcess.panallama("Name three colours.\n", Map.of(), "run", "--temp=0", "--max-tokens=8");
        assertEquals(answer("run", "--temp=0", "--max-tokens=8", "Name three colours."), piped.out());
    }

    @Test
    void a_pipe_goes_before_the_words() {
        Result piped = InProcess.panallamaReading("My dog is called Bruno.\n", "run", "--temp=0", "--max-tokens=12",
                "What is my dog called?");
        assertTrue(piped.out().contains("Bruno"), piped.out());
        assertEquals("", InProcess.panallama("run", "smollm2", "").out()); // it is only loaded
    }

    @Test
    void an_answer_can_be_given_a_form() throws Exception {
        String schema = "{\"type\": \"object\", \"properties\": {\"name\": {\"enum\": [\"Rome\"]}}, \"required\": [\"name\"]}";
        Path file = Files.writeString(folder.resolve("schema.json"), schema);
        String[] question = {"run", "--temp=0", "--max-tokens=40", "--schema", schema, "Name a city."};
        String answer = InProcess.panallama(question).out();
        assertEquals("Rome", JsonMapper.shared().readTree(answer).path("name").asString());
        question[4] = file.toString();
        assertEquals(answer, InProcess.panallama(question).out());
        Path grammar = Files.writeString(folder.resolve("a.gbnf"), "root ::= \"walnut\"");
        assertEquals("walnut\n", InProcess.panallama("run", "--grammar", grammar.toString(), "Hello").out());
        assertEquals("walnut\n", InProcess.panallama("run", "--raw", "--grammar", grammar.toString(), "Hello").out());
        assertTrue(InProcess.panallama("run", "--format=json", "--temp=0", "--max-tokens=8", "Hello").out()
                .startsWith("{"));
        assertEquals(2, InProcess.panallama("run", "--format=xml", "Hello").exitCode());
        assertEquals(2, InProcess.panallama("run", "--format=json", "--schema={}", "Hello").exitCode());
        assertEquals(2, InProcess.panallama("run", "--schema={\"type\": 7}", "Hello").exitCode());
    }

    @Test
    void an_embedding_model_prints_a_vector() {
        String vector = InProcess.panallama("run", TinyModels.bert().toString(), "a b").out();
        assertTrue(JsonMapper.shared().readTree(vector).path(0).isNumber(), vector);
        assertEquals(4, InProcess.json("run", "--dimensions=4", TinyModels.bert().toString(), "a b").size());
        assertUsage("dimensions is -1", "run", "--dimensions=-1", "a b");
    }

    @Test
    void an_empty_pipe_is_no_prompt() throws Exception {
        assertUsage("there is no prompt", "run");
        Map<String, String> empty = Map.of("PANALLAMA_MODELS", folder.toString(), "PANALLAMA_OFFLINE", "1");
        assertEquals(2, JavaProcess.panallama("", empty, "run", "smollm2").exitCode()); // before anything is fetched
    }

    @Test
    void a_compact_cache_answers_as_well() {
        String answer = answer("run", "--raw", "--temp=0", "--max-tokens=4", "--kv-cache-type=q8_0",
                "The capital of France is");
        assertTrue(answer.contains("Paris"), answer);
    }

    @Test
    void a_seed_makes_chance_repeatable() throws Exception {
        String[] wild = {"run", "--temp=2", "--top-k=0", "--top-p=1", "--min-p=0", "--seed=7", "--max-tokens=16",
            "Hello"};
        assertEquals(answer(wild), answer(wild));
        wild[5] = "--seed=8";
        String other = answer(wild);
        wild[5] = "--seed=7";
        assertTrue(!other.equals(answer(wild)), "another seed, the same answer: " + other);
    }

    @Test
    void a_system_message_is_heard_and_raw_text_is_continued() throws Exception {
        String plain = answer("run", "--temp=0", "--max-tokens=12", "Who are you?");
        String pirate = answer("run", "--temp=0", "--max-tokens=12", "--system=You are a pirate.", "Who are you?");
        assertTrue(!plain.equals(pirate), pirate);
        String raw = answer("run", "--raw", "--temp=0", "--max-tokens=4", "The capital of France is");
        assertTrue(raw.contains("Paris"), raw);
    }

    @Test
    void verbose_tells_speeds_on_standard_error() throws Exception {
        Result verbose = JavaProcess.panallama("run", "--verbose", "--temp=0", "--max-tokens=8", "--threads=1",
                "--ctx=512", "Hello");
        for (String wanted : new String[]{"load time", "time to first token", "prompt  ", "generation  ", "tokens/s"})
            assertTrue(verbose.err().contains(wanted), verbose::err);
        assertEquals(answer("run", "--temp=0", "--max-tokens=8", "Hello"), verbose.out());
    }

    @Test
    void a_wrong_option_is_a_matter_of_usage() throws Exception {
        assertUsage("there is no option --nonsense", "run", "--nonsense");
        assertUsage("'hot' is not a float", "run", "--temp", "hot", "Hello");
        assertUsage("the temperature is -1.0: give ", "run", "--temp=-1", "Hello");
        assertUsage("top-k is -1: give ", "run", "--top-k=-1", "Hello");
        assertUsage("top-p is 1.5: give ", "run", "--top-p=1.5", "Hello");
        assertUsage("min-p is 2.0: give ", "run", "--min-p=2", "Hello");
        assertUsage("max-tokens is 0: give 1 or more", "run", "--max-tokens=0", "Hello");
        assertUsage("threads is 100,000", "run", "--threads=100000", "Hello");
        assertUsage("contextLength is -1", "run", "--ctx=-1", "Hello");
        assertUsage("leave --no-flash-attention and OLLAMA_FLASH_ATTENTION=0 out", "run", "--kv-cache-type=q4_0",
                "--no-flash-attention",
                "Hello");
        assertUsage("--system has no place in --raw text", "run", "--raw", "--system=x", "Hello");
        assertUsage("the prompt is blank", "run", " ");
        assertUsage("there is no option --tmp - did you mean --temp?", "run", "--tmp=1", "Hello");
        assertUsage("there is no option --temperature - did you mean --temp?", "run", "--temperature=1", "Hello");
        assertUsage("there is no command walk\n", "walk");
        assertUsage("there is no command serv - did you mean serve?", "serv");
        assertUsage("list takes no further word: \"x\" is one too many", "list", "x");
    }

    @Test
    void a_model_that_is_not_there_is_not_found() throws Exception {
        Result missing = JavaProcess.panallama("run", folder.resolve("none.gguf").toString(), "Hello");
        assertEquals(3, missing.exitCode());
        assertTrue(missing.err().startsWith("panallama: " + folder.resolve("none.gguf") + " does not exist"),
                missing::err);
        Map<String, String> offline = Map.of("PANALLAMA_MODELS", folder.toString(), "PANALLAMA_OFFLINE", "1");
        assertEquals(3, JavaProcess.panallama("", offline, "run", "Hello").exitCode());
    }

    @Test
    void a_broken_file_fails_in_a_few_words() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "no model");
        Result failed = JavaProcess.panallama("run", broken.toString(), "Hello");
        assertEquals(1, failed.exitCode());
        assertEquals("", failed.out());
        assertTrue(failed.err().startsWith("panallama: ") && !failed.err().contains("\tat "), failed::err);
    }

    @Test
    void an_interrupt_ends_the_program_with_its_own_code() throws Exception {
        var process = new ProcessBuilder(JavaProcess.command(
                "dev.panallama.runner.cli.Panallama", "run", "--temp=0", "--max-tokens=4000",
                "Write a very long story about a llama, with many chapters."))
                .redirectInput(new File("/dev/null"))
                .start();
        assertTrue(process.getInputStream().read() >= 0, "no answer began");
        new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
        assertEquals(130, JavaProcess.result(process).exitCode());
    }

    @Test
    void how_long_ollama_would_keep_a_model_is_taken_and_said_to_be_without_effect() {
        Result kept = InProcess.panallama("run", "--keepalive", "5m", "smollm2", "");
        assertEquals(0, kept.exitCode(), kept::err);
        assertTrue(kept.err().contains("--keepalive is without effect"), kept::err);
    }

    @Test
    void help_and_versions_are_at_hand() throws Exception {
        assertTrue(answer("--help").contains("Usage: panallama"));
        assertEquals(answer("--help"), JavaProcess.panallama().out());
        String help = answer("run", "--help");
        for (String wanted : new String[]{"[MODEL] [PROMPT...]", "--temp", "smollm2", "gemma3", "130",
            "PANALLAMA_MODELS"})
            assertTrue(help.contains(wanted), help);
        assertTrue(answer("--version").matches("(?s)panallama \\d.*llama\\.cpp \\d.*"), answer("--version"));
        assertEquals(answer("--version"), answer("run", "--version"));
    }

    private static String answer(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (all.getFirst().equals("run")) all.add("--threads=1"); // several are slow beside busy processes
        Result result = InProcess.panallama(all.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }

    private static void assertUsage(String message, String... arguments) {
        Result result = InProcess.panallama(arguments);
        assertEquals(2, result.exitCode(), result::err);
        assertTrue(result.err().contains(message), result::err);
        assertTrue(result.err().contains("--help"), result::err);
        assertEquals("", result.out());
    }
}

package dev.panallama.runner.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.ChatOptions;
import dev.panallama.runner.cli.InProcess;
import dev.panallama.runner.store.ModelSettings;
import dev.panallama.runner.store.Modelfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

final class RunOptionsTest {
    private static final ModelSettings MAKER = Modelfile.parse("""
            FROM x
            PARAMETER num_ctx 77
            PARAMETER temperature 0.7
            PARAMETER num_predict 5
            """).settings();

    @Test
    void an_option_counts_before_the_environment_that_before_the_modelfile_and_that_before_the_default()
            throws Exception {
        Map<String, String> variable = Map.of("OLLAMA_CONTEXT_LENGTH", "99");
        assertEquals(55, contextLength(variable, MAKER, "--ctx=55"));
        assertEquals(99, contextLength(variable, MAKER));
        assertEquals(77, contextLength(Map.of("OLLAMA_CONTEXT_LENGTH", "0"), MAKER));
        assertEquals(77, contextLength(Map.of(), MAKER));
        assertEquals(0, contextLength(Map.of(), ModelSettings.NONE));
    }

    @Test
    void what_the_line_does_not_say_is_as_the_modelfile_has_it() throws Exception {
        ChatOptions maker = chat(Map.of(), MAKER);
        assertTrue(maker.sampler().toString().contains("value=0.7"), maker.sampler().toString());
        assertEquals(5, maker.generation().maxTokens());
        ChatOptions line = chat(Map.of(), MAKER, "--temp=0.3", "--max-tokens=6");
        assertTrue(line.sampler().toString().contains("value=0.3"), line.sampler().toString());
        assertEquals(6, line.generation().maxTokens());
        ChatOptions usual = chat(Map.of(), ModelSettings.NONE);
        assertTrue(usual.sampler().toString().contains("value=0.2"), usual.sampler().toString());
        assertEquals(1024, usual.generation().maxTokens());
    }

    @Test
    void thinking_is_said_as_ollama_says_it() throws Exception {
        assertEquals("Optional.empty {}", thinking());
        assertEquals("Optional[true] {}", thinking("--think", "high"));
        assertEquals("Optional[true] {reasoning_effort=high}", thinking("--think=high", "Hello"));
        assertEquals("Optional[true] {}", thinking("--think=true"));
        assertEquals("Optional[false] {}", thinking("--think=false"));
        assertEquals("Optional[false] {}", thinking("Hello", "--no-think"));
        assertThrows(IllegalArgumentException.class, () -> thinking("--think=much"));
        assertThrows(IllegalArgumentException.class, () -> thinking("--think", "--no-think"));
    }

    private static String thinking(String... arguments) throws IOException {
        var prompt = chat(Map.of(), ModelSettings.NONE, arguments).prompt();
        return prompt.thinking() + " " + prompt.variables();
    }

    private static int contextLength(Map<String, String> environment, ModelSettings settings, String... arguments)
            throws IOException {
        return chat(environment, settings, arguments).session().contextLength();
    }

    private static ChatOptions chat(Map<String, String> environment, ModelSettings settings, String... arguments)
            throws IOException {
        var words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(arguments));
        CommandSpec run = InProcess.program(environment).parseArgs(words.toArray(String[]::new)).subcommand()
                .commandSpec();
        return run.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(RunOptions.class::isInstance)
                .map(RunOptions.class::cast)
                .findFirst()
                .orElseThrow()
                .chat(settings);
    }
}

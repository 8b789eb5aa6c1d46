package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.KvCacheType;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class EnvironmentVariableTest {
    @Test
    void an_option_counts_before_a_variable_and_that_before_the_default() {
        assertEquals("2", valueOf("--parallel", "OLLAMA_NUM_PARALLEL", "2"));
        assertEquals("none", valueOf("--parallel", "OLLAMA_NUM_PARALLEL", "0")); // Ollama: as it likes
        assertEquals("none", valueOf("--parallel", "OLLAMA_NUM_PARALLEL", " "));
        assertEquals("0", valueOf("--keep-alive", "OLLAMA_KEEP_ALIVE", "0"));
        assertEquals("true", valueOf("--verbose", "OLLAMA_DEBUG", "1"));
        assertEquals("none", valueOf("--verbose", "OLLAMA_DEBUG", "false"));
        Map<String, String> both = Map.of("OLLAMA_HOST", ":1", "PANALLAMA_HOST", ":2");
        assertEquals(":2", EnvironmentVariable.defaultOf(serveOption("--host"), both));

        CommandLine line = InProcess.program(
                Map.of("OLLAMA_HOST", ":99", "OLLAMA_ORIGINS", "a://b,c://d", "OLLAMA_DEBUG", "1"));
        var parsed = line.parseArgs("serve", "--host=::1", "--verbose").subcommand().commandSpec();
        assertEquals("::1", parsed.findOption("--host").getValue());
        assertEquals(Set.of("a://b", "c://d"), parsed.findOption("--origins").getValue());
        assertEquals(true, parsed.findOption("--verbose").getValue());
        assertEquals(false, verbose(line, "show")); // which tells more of a model, and nothing of what went wrong
        assertEquals(true, verbose(line, "run"));
    }

    private static Object verbose(CommandLine line, String command) {
        return line.parseArgs(command, "x").subcommand().commandSpec().findOption("--verbose").getValue();
    }

    @Test
    void attention_is_as_the_environment_says_or_the_line() {
        assertEquals("true", valueOf("--flash-attention", "OLLAMA_FLASH_ATTENTION", "1"));
        assertEquals("false", valueOf("--flash-attention", "OLLAMA_FLASH_ATTENTION", "0"));
        assertEquals("none", valueOf("--flash-attention", "OLLAMA_FLASH_ATTENTION", ""));
        CommandLine line = InProcess.program(Map.of("OLLAMA_FLASH_ATTENTION", "0", "OLLAMA_KV_CACHE_TYPE", "q8_0",
                "OLLAMA_LOAD_TIMEOUT", "90s"));
        var environment = line.parseArgs("serve").subcommand().commandSpec();
        assertEquals(false, environment.findOption("--flash-attention").getValue());
        assertEquals(KvCacheType.Q8_0, environment.findOption("--kv-cache-type").getValue());
        assertEquals("90s", environment.findOption("--load-timeout").getValue());
        var options = line.parseArgs("serve", "--flash-attention", "--kv-cache-type=f16").subcommand().commandSpec();
        assertEquals(true, options.findOption("--flash-attention").getValue());
        assertEquals(KvCacheType.F16, options.findOption("--kv-cache-type").getValue());
    }

    @Test
    void help_lists_the_variables() {
        for (String command : new String[]{"run", "serve", "estimate"})
            for (String wanted : new String[]{"OLLAMA_CONTEXT_LENGTH", "OLLAMA_FLASH_ATTENTION",
                "OLLAMA_KV_CACHE_TYPE"})
                assertTrue(InProcess.answer(command, "--help").contains(wanted), command + " " + wanted);
        assertTrue(InProcess.answer("serve", "--help").contains("OLLAMA_LOAD_TIMEOUT"));
        assertTrue(InProcess.answer("run", "--help").contains("OLLAMA_NOHISTORY"));
        String serve = InProcess.answer("serve", "--help");
        for (String wanted : new String[]{"PANALLAMA_MODELS", "PANALLAMA_CONVERSATIONS", "HF_TOKEN", "HTTPS_PROXY"})
            assertTrue(serve.contains(wanted), wanted);
        assertTrue(InProcess.answer("pull", "--help").contains("HF_ENDPOINT"));
        String ps = InProcess.answer("ps", "--help");
        assertTrue(ps.contains("NO_COLOR") && !ps.contains("HF_TOKEN"), ps);
    }

    private static String valueOf(String option, String variable, String value) {
        String found = EnvironmentVariable.defaultOf(serveOption(option), Map.of(variable, value));
        return found == null ? "none" : found;
    }

    private static OptionSpec serveOption(String name) {
        return Panallama.commandLine().getSubcommands().get("serve").getCommandSpec().findOption(name);
    }
}

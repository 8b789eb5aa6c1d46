package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

        CommandLine line = Panallama.commandLine();
        line.setDefaultValueProvider(it -> EnvironmentVariable.defaultOf(it,
                Map.of("OLLAMA_HOST", ":99", "OLLAMA_ORIGINS", "a://b,c://d", "OLLAMA_DEBUG", "1")));
        var parsed = line.parseArgs("serve", "--host=::1", "--verbose").subcommand().commandSpec();
        assertEquals("::1", parsed.findOption("--host").getValue());
        assertEquals(Set.of("a://b", "c://d"), parsed.findOption("--origins").getValue());
        assertEquals(true, parsed.findOption("--verbose").getValue());
    }

    private static String valueOf(String option, String variable, String value) {
        String found = EnvironmentVariable.defaultOf(serveOption(option), Map.of(variable, value));
        return found == null ? "none" : found;
    }

    private static OptionSpec serveOption(String name) {
        return Panallama.commandLine().getSubcommands().get("serve").getCommandSpec().findOption(name);
    }
}

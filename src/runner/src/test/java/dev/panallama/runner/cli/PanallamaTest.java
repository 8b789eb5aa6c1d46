package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import java.io.File;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PanallamaTest {
    private static final Map<String, String> TELLING = Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load");

    /// To read the options of all commands is most of what a short one takes.
    @Test
    void a_command_that_is_named_is_read_alone() throws Exception {
        String estimate = loaded("estimate", "--help");
        assertTrue(estimate.contains("cli.machine.EstimateCommand "), estimate);
        assertFalse(estimate.contains("cli.generate.RunOptions ") || estimate.contains("cli.server.AddressOptions "));
        String all = loaded("--help");
        assertTrue(all.contains("cli.generate.RunOptions ") && all.contains("cli.server.AddressOptions "), all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor --json", "completion bash", "--help"})
    void an_answer_that_could_not_be_written_is_a_failure(String words) throws Exception {
        Process process = new ProcessBuilder(JavaProcess.command(Panallama.class.getName(), words.split(" ")))
                .redirectOutput(new File("/dev/full"))
                .start();
        try (var said = process.errorReader()) {
            assertTrue(said.readAllAsString().contains("standard output is closed or full"));
        }
        assertEquals(1, process.waitFor());
    }

    /// Returns what a process says of the classes that it loads.
    private static String loaded(String... arguments) throws Exception {
        Result result = JavaProcess.panallama("", TELLING, arguments);
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }
}

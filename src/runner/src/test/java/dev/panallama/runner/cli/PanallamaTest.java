package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    /// Returns what a process says of the classes that it loads.
    private static String loaded(String... arguments) throws Exception {
        Result result = JavaProcess.panallama("", TELLING, arguments);
        assertEquals(0, result.exitCode(), result::err);
        return result.out();
    }
}

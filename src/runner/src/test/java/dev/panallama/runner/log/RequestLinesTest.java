package dev.panallama.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who gets to see a line for each request.
@Timeout(120)
class RequestLinesTest {
    private static final String LINE = "GET /health: 200 after \\d+ ms";
    private static final Pattern URL = Pattern.compile("http://\\S+:\\d+");

    @TempDir
    Path folder;

    @Test
    void a_program_that_serves_gets_a_line_only_if_it_wants_fine_ones() throws Exception {
        String usual = log(folder.toString());
        assertFalse(usual.contains("/health"), usual);
        String fine = log(folder.toString(), "fine");
        assertTrue(fine.matches("(?s).*FINE: " + LINE + "\n.*"), fine);
    }

    private static String log(String... arguments) throws Exception {
        var program = new ProcessBuilder(JavaProcess.command(ServingProgram.class.getName(), arguments)).start();
        var result = JavaProcess.result(program);
        assertEquals(0, result.exitCode(), result.err());
        return result.err();
    }

    @Test
    void serve_writes_a_line_if_it_is_to_be_verbose() throws Exception {
        var builder = new ProcessBuilder(JavaProcess.command("dev.panallama.runner.cli.Panallama", "serve", "--verbose",
                "--port=0"));
        builder.environment().put("PANALLAMA_MODELS", folder.toString());
        Process program = builder.start();
        try (BufferedReader lines = program.errorReader()) {
            String address = lines.lines().map(URL::matcher).filter(Matcher::find).findFirst().orElseThrow().group();
            try (var answer = URI.create(address + "/health").toURL().openStream()) {
                answer.readAllBytes();
            }
            assertTrue(lines.lines().anyMatch(it -> it.matches(LINE)));
        } finally {
            program.destroy();
            program.waitFor();
        }
    }
}

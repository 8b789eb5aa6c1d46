package dev.panallama.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.runner.JavaProcess.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs command lines in this process, which is quicker: for commands that neither end it nor read the environment.
public final class InProcess {
    private InProcess() {}

    /// Returns all commands.
    public static CommandLine program() {
        return Panallama.commandLine();
    }

    /// Returns all commands, as they are in another environment.
    public static CommandLine program(Map<String, String> environment) {
        return program().setDefaultValueProvider(it -> EnvironmentVariable.defaultOf(it, environment));
    }

    /// Returns what a command line prints that ends well.
    public static String answer(String... arguments) {
        Result result = panallama(arguments);
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }

    /// Returns the JSON that a command line prints.
    public static JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(answer(arguments));
    }

    /// Runs a command line with nothing on standard input.
    public static Result panallama(String... arguments) {
        return panallamaReading("", arguments);
    }

    /// Runs a command line with something on standard input.
    public static Result panallamaReading(String input, String... arguments) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int code = program().execute(arguments);
            return new Result(code, outBytes.toString(StandardCharsets.UTF_8),
                    errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }
}

package dev.panallama.runner.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.TestTerminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // there are a shell and Python's pty
class StandardStreamTest {
    private static final List<String> NONE = List.of("INPUT false 0", "OUTPUT false 0", "ERROR false 0");

    @TempDir
    Path folder;

    @Test
    void a_pipe_is_no_terminal() throws Exception {
        assertEquals(NONE, told(new ProcessBuilder(program(""))));
    }

    @Test
    void a_device_that_is_none_and_a_file_are_no_terminal() throws Exception {
        Files.createFile(folder.resolve("file"));
        assertEquals(NONE, told(new ProcessBuilder(program("<file >/dev/null 2>>file"))));
        assertEquals(NONE, told(new ProcessBuilder(program("</dev/null >file 2>&1"))));
        assertEquals(NONE, told(new ProcessBuilder(program("</dev/zero >/dev/null 2>/dev/zero"))));
    }

    @Test
    void a_terminal_is_one_and_has_a_width() throws Exception {
        assertEquals(List.of("INPUT true 47", "OUTPUT true 47", "ERROR true 47"),
                told(new ProcessBuilder(TestTerminal.command(47, program("")))));
        assertEquals(List.of("INPUT true 47", "OUTPUT false 0", "ERROR true 47"),
                told(new ProcessBuilder(TestTerminal.command(47, program(">file")))));
        assertEquals(List.of("INPUT true 47", "OUTPUT true 47", "ERROR false 0"),
                told(new ProcessBuilder(TestTerminal.command(47, program("</dev/tty 2>/dev/null")))));
    }

    /// Returns the command that asks in a new process, with its streams led elsewhere by a shell.
    private List<String> program(String streams) {
        var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + streams, "sh"));
        command.addAll(JavaProcess.command(TellingProgram.class.getName(), folder.resolve("told").toString()));
        return command;
    }

    private List<String> told(ProcessBuilder builder) throws Exception {
        var result = JavaProcess.result(builder.directory(folder.toFile()).start());
        assertEquals(0, result.exitCode(), result.out() + result.err());
        return Files.readAllLines(folder.resolve("told"));
    }
}

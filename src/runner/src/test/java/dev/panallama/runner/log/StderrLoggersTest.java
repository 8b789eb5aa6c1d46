package dev.panallama.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import org.junit.jupiter.api.Test;

class StderrLoggersTest {
    @Test
    void a_program_that_has_the_runner_in_it_keeps_java_s_own_log() throws Exception {
        var program = JavaProcess.result(
                new ProcessBuilder(JavaProcess.command(LoggingProgram.class.getName())).start());
        assertTrue(program.err().contains("WARNING: heard it"), program::err);
    }

    @Test
    void the_command_line_is_silent() throws Exception {
        var program = JavaProcess.result(
                new ProcessBuilder(JavaProcess.command(LoggingProgram.class.getName(), "silent")).start());
        assertEquals("", program.err());
    }
}

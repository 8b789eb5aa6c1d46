package dev.panallama.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import java.util.List;
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

    @Test
    void a_level_that_there_is_not_is_told_once_and_the_program_goes_on() throws Exception {
        List<String> command = JavaProcess.command(LoggingProgram.class.getName());
        command.add(1, "-Dpanallama.log=loud");
        var program = JavaProcess.result(new ProcessBuilder(command).start());
        assertEquals(0, program.exitCode(), program::err);
        assertEquals(List.of("-Dpanallama.log is loud: give one of [ALL, TRACE, DEBUG, INFO, WARNING, ERROR, OFF]",
                "heard it"), program.err().lines().toList());
    }
}

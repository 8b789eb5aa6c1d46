package dev.panallama.runner.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.JavaProcess;
import dev.panallama.runner.JavaProcess.Result;
import dev.panallama.runner.cli.InProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
    @TempDir
    private Path folder;

    @Test
    void commands_options_and_values_complete() {
        assertEquals(List.of("stop"), candidates("sto"));
        assertEquals(List.of("--threads", "--think"), candidates("run", "--th"));
        assertEquals(List.of("--no-think"), candidates("run", "--no-t"));
        assertEquals(List.of("--template=llama2"), candidates("run", "--template=llama2"));
        assertEquals(List.of("llama2"), candidates("run", "--template", "llama2"));
        assertEquals(List.of("--think=high"), candidates("run", "--think=h"));
        assertEquals(List.of("smollm2"), candidates("run", "--think", "smol")); // no value of it
        assertEquals(List.of("Q4_K_M", "Q4_K_S"), candidates("quantize", "in.gguf", "--pure", "out.gguf", "Q4_K"));
        assertEquals(List.of("smollm2"), candidates("run", "--temp", "0", "smol"));
        assertEquals(List.of("smollm2:latest"), candidates("run", "smollm2:"));
        assertEquals(List.of("bash", "zsh", "fish", "powershell"), candidates("completion", ""));
        assertEquals(List.of(), candidates("quantize", "in.gguf", "")); // a file
        assertFalse(candidates("").contains("__complete"));
    }

    @Test
    void a_shell_without_a_script_is_told_those_that_have_one() {
        Result refused = InProcess.panallama("completion", "tcsh");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().startsWith(
                "panallama: there is no script for tcsh: give one of bash, zsh, fish, powershell\n"), refused::err);
        assertEquals(InProcess.answer("completion", "bash"), InProcess.answer("completion", "Bash"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void bash_completes_names_of_models_with_colons() throws Exception {
        Files.copy(TinyModels.llama(), folder.resolve("my-model.gguf"));
        Path program = Files.writeString(folder.resolve("panallama"), "#!/bin/sh\nexec %s \"$@\"\n".formatted(
                String.join(" ", JavaProcess.command("dev.panallama.runner.cli.Panallama"))));
        assertTrue(program.toFile().setExecutable(true));
        String script = InProcess.panallama("completion", "bash").out() + """
                complete() { COMP_LINE="$program $1"; COMP_POINT=${#COMP_LINE}; _panallama; echo "${COMPREPLY[*]}"; }
                complete 'run my-m'
                complete 'run my-model:'
                complete 'run --template=llama2'
                """;
        var bash = new ProcessBuilder("bash", "-c", script);
        bash.environment().put("PANALLAMA_MODELS", folder.toString());
        bash.environment().put("program", program.toString());
        Result result = JavaProcess.result(bash.start());
        assertEquals("my-model\nlatest\nllama2\n", result.out(), result.err());
    }

    @Test
    void there_is_a_script_for_each_shell() {
        for (String shell : List.of("bash", "zsh", "fish", "powershell")) {
            Result script = InProcess.panallama("completion", shell);
            assertEquals(0, script.exitCode(), script.err());
            assertTrue(script.out().contains("__complete"), script.out());
        }
        assertEquals(2, InProcess.panallama("completion", "csh").exitCode());
    }

    private static List<String> candidates(String... words) {
        return new Candidates(InProcess.program()).of(List.of(words));
    }
}

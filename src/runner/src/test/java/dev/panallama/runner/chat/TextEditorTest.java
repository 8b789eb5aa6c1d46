package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class TextEditorTest {
    @TempDir
    private Path folder;

    @Test
    void it_is_the_one_that_the_environment_names_first() throws Exception {
        var named = Map.of("OLLAMA_EDITOR", "", "VISUAL", "code --wait", "EDITOR", "ed");
        assertEquals(List.of("code", "--wait"), TextEditor.of(named).command());
        assertEquals(List.of("vi"), TextEditor.of(Map.of()).command());
        assertEquals(List.of("notepad"), TextEditor.of(Map.of("SystemRoot", "C:")).command());
        File program = Files.createFile(folder.resolve("an editor")).toFile();
        assertEquals(true, program.setExecutable(true));
        assertEquals(List.of(program.toString()), TextEditor.of(Map.of("EDITOR", program.toString())).command());
    }

    @Test
    @Timeout(60)
    @DisabledOnOs(OS.WINDOWS)
    void a_ctrl_c_is_for_the_program_and_leaves_it_its_file() throws Exception {
        Path script = Files.writeString(folder.resolve("script"),
                "mkfifo go && touch begun && read line <go && printf ' two' >>\"$1\"");
        var editor = new TextEditor(List.of("sh", "-c", "cd '%s' && . ./script".formatted(folder), "sh"));
        var edited = new FutureTask<>(() -> editor.edit("one"));
        Thread loop = Thread.ofVirtual().start(edited);
        while (!Files.exists(folder.resolve("begun"))) Thread.sleep(10);
        loop.interrupt();
        Files.writeString(folder.resolve("go"), "on\n");
        assertEquals("one two", edited.get());
    }
}

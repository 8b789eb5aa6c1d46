package dev.panallama.runner.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
}

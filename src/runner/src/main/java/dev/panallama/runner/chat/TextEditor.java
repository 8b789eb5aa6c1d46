package dev.panallama.runner.chat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The program by which a person writes a longer text. Immutable.
///
/// @param command how it is called, without the file
record TextEditor(List<String> command) {
    /// Returns the one that an environment names, in Ollama's order, or else one that systems have.
    static TextEditor of(Map<String, String> environment) {
        boolean windows = environment.containsKey("SystemRoot");
        String named = Stream.of("OLLAMA_EDITOR", "VISUAL", "EDITOR")
                .map(it -> environment.getOrDefault(it, "").strip())
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse(windows ? "notepad" : "vi");
        boolean whole = new File(named).canExecute(); // a path may have blanks
        return new TextEditor(whole ? List.of(named) : List.of(named.split("\\s+")));
    }

    /// Has a text edited, and returns what becomes of it.
    ///
    /// @throws IOException if the program does not start, or fails
    String edit(String text) throws IOException {
        Path file = Files.createTempFile("panallama-", ".txt");
        try {
            Files.writeString(file, text);
            var all = new ArrayList<>(command);
            all.add(file.toString());
            int code = end(new ProcessBuilder(all).inheritIO().start());
            if (code != 0)
                throw new IOException("%s ended with %d: the text is as before".formatted(command.getFirst(), code));
            return Files.readString(file).stripTrailing();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /// Waits for a program's end. A Ctrl-C meanwhile is the program's, as the terminal is.
    private static int end(Process program) {
        while (true) {
            try {
                return program.waitFor();
            } catch (InterruptedException _) { // it goes on
            }
        }
    }
}

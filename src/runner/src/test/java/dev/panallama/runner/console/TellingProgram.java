package dev.panallama.runner.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program that writes into a file what it takes its standard streams for: whether each is a terminal, and how wide.
final class TellingProgram {
    private TellingProgram() {}

    public static void main(String[] args) throws Exception {
        List<String> told = new ArrayList<>();
        for (StandardStream it : StandardStream.values())
            told.add("%s %s %d".formatted(it, it.isTerminal(), it.columns()));
        Files.write(Path.of(args[0]), told);
    }
}

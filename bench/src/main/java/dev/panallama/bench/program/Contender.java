package dev.panallama.bench.program;

import java.util.List;

/// A program to be compared. Immutable.
///
/// @param name what it is called in tables
/// @param command what starts it
public record Contender(String name, List<String> command) {
    public Contender {
        command = List.copyOf(command);
    }
}

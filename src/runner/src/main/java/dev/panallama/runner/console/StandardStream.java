package dev.panallama.runner.console;

import java.io.IOException;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/// The three streams that a process starts with.
public enum StandardStream {
    /// What the user types, or a pipe.
    INPUT(SystemStream.Input),
    /// The answer.
    OUTPUT(SystemStream.Output),
    /// Everything else.
    ERROR(SystemStream.Error);

    /// Ways to ask the system: `test -t` where there is such a command, which is faster than a first native
    /// call of Java, and the Windows console.
    private static final String[] PROVIDERS = {"exec", "ffm"};

    private final SystemStream stream;

    StandardStream(SystemStream stream) {
        this.stream = stream;
    }

    /// Returns whether a terminal is at the other end. Takes some milliseconds.
    public boolean isTerminal() {
        for (String provider : PROVIDERS) if (isTerminalFor(provider)) return true;
        return false;
    }

    private boolean isTerminalFor(String provider) {
        try {
            return TerminalProvider.load(provider).isSystemStream(stream);
        } catch (IOException _) {
            return false;
        }
    }
}

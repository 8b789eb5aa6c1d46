package dev.panallama.runner.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/// The three streams that a process starts with.
public enum StandardStream {
    /// What the user types, or a pipe.
    INPUT(SystemStream.Input, 0),
    /// The answer.
    OUTPUT(SystemStream.Output, 1),
    /// Everything else.
    ERROR(SystemStream.Error, 2);

    /// Ways to ask the system: `test -t` where there is such a command, which is faster than a first native
    /// call of Java, and the Windows console.
    private static final String[] PROVIDERS = {"exec", "ffm"};

    private final SystemStream stream;
    private final int descriptor;

    StandardStream(SystemStream stream, int descriptor) {
        this.stream = stream;
        this.descriptor = descriptor;
    }

    /// Returns whether a terminal is at the other end. Takes some milliseconds where Linux does not tell.
    public boolean isTerminal() {
        return told().orElseGet(this::asked);
    }

    /// Returns how many columns the terminal at the other end has; 0 if there is none, or if nobody knows. Takes some milliseconds if there is.
    public int columns() {
        if (!isTerminal()) return 0;
        for (String provider : PROVIDERS) {
            int columns = columnsFor(provider);
            if (columns >= 0) return columns;
        }
        return 0;
    }

    private int columnsFor(String provider) {
        try {
            return TerminalProvider.load(provider).systemStreamWidth(stream);
        } catch (IOException | UncheckedIOException _) {
            return -1;
        }
    }

    /// Reads off the name of the other end what it is, if it is one of the usual.
    private Optional<Boolean> told() {
        try {
            String end = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            if (end.startsWith("/dev/pts/") || end.startsWith("/dev/tty")) return Optional.of(true);
            boolean none = end.startsWith("pipe:") || end.startsWith("socket:") || end.equals("/dev/null");
            return none ? Optional.of(false) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // another system
        }
    }

    private boolean asked() {
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

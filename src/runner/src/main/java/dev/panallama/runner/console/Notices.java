package dev.panallama.runner.console;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/// Tells the user things that are no answer. Serves one thread at a time.
public final class Notices {
    private final PrintStream out;
    private final BooleanSupplier terminal;

    /// Creates notices for a stream.
    ///
    /// @param terminal whether a line may be drawn over; asked only when there is progress to show
    public Notices(PrintStream out, BooleanSupplier terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Returns the notices of this process, on standard error.
    public static Notices onStandardError() {
        return new Notices(System.err, StandardStream.ERROR::isTerminal);
    }

    /// Writes a note.
    public void say(String note) {
        out.println(note);
    }

    /// Writes a part of a longer text.
    public void write(String text) {
        out.print(text);
        out.flush();
    }

    /// Starts to show how far a task has come.
    ///
    /// @param task what is done, such as `fetching smollm2`
    /// @param bytes how many there are in all
    public ProgressBar progress(String task, long bytes) {
        return new ProgressBar(out, terminal, task, bytes);
    }
}

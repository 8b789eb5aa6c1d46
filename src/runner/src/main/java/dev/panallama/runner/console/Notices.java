package dev.panallama.runner.console;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/// Tells the user things that are no answer. Serves one thread at a time.
public final class Notices {
    private final PrintStream out;
    private static final int USUAL = 80; // columns of a terminal that does not say how many it has

    private final IntSupplier columns;

    /// Creates notices for a stream.
    ///
    /// @param columns how long a line may be to be drawn over, 0 if none may; asked only when there is progress to show
    public Notices(PrintStream out, IntSupplier columns) {
        this.out = out;
        this.columns = columns;
    }

    /// Returns the notices of this process, on standard error.
    public static Notices onStandardError() {
        return new Notices(System.err, Notices::columns);
    }

    private static int columns() {
        int columns = StandardStream.ERROR.columns();
        return columns == 0 && StandardStream.ERROR.isTerminal() ? USUAL : columns;
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
        return new ProgressBar(out, columns, task, bytes);
    }
}

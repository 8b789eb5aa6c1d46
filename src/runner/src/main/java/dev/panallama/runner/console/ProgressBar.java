package dev.panallama.runner.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;

/// Shows how far a task has come: a bar that is drawn over on a terminal, and a line now and then elsewhere.
///
/// A short task shows nothing. Serves one thread; close it when the task has ended.
public final class ProgressBar implements Progress, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);
    private static final int WIDTH = 10;
    private static final int LONGEST = 100;
    private static final double MEGABYTE = 1e6;

    private final PrintStream out;
    private final IntSupplier columns;
    private final String task;
    private long total; // 0 if that is not known
    private final long started = System.nanoTime();
    private long due = started + PATIENCE.toNanos();
    private long first = -1; // what an earlier attempt left is not this one's speed
    private long done;
    private boolean live;
    private int length; // of a line that is drawn over: a longer one would be two
    private int drawn;

    ProgressBar(PrintStream out, IntSupplier columns, String task, long total) {
        this.out = out;
        this.columns = columns;
        this.task = task;
        this.total = total;
    }

    @Override
    public void at(long bytes) {
        if (first < 0) first = bytes;
        done = total == 0 ? bytes : Math.min(bytes, total);
        long now = System.nanoTime();
        if (now - due < 0) return;
        if (drawn == 0) prepare();
        due = now + (live ? REDRAW : NEXT_LINE).toNanos();
        draw(now);
    }

    @Override
    public void of(long bytes) {
        total = bytes;
    }

    private void prepare() {
        length = Math.min(columns.getAsInt() - 1, LONGEST);
        live = length > 0;
    }

    /// Draws the last state, if anything was drawn before, and leaves the line.
    @Override
    public void close() {
        if (drawn == 0) return;
        draw(System.nanoTime());
        if (live) out.println();
    }

    private void draw(long now) {
        String line = line(now - started);
        if (live) out.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        else out.println(line);
        out.flush();
        drawn = line.length();
    }

    private String line(long nanos) {
        double rate = Math.max(0, done - first) * 1e9 / nanos;
        String state = String.format(Locale.ROOT, "%s  %.1f MB/s%s", share(), rate / MEGABYTE, timeLeft(rate));
        if (!live) return task + state;
        String line = shortened(Math.max(1, length - state.length())) + state;
        return line.substring(0, Math.min(line.length(), length));
    }

    private String share() {
        if (total == 0) return String.format(Locale.ROOT, " %.1f MB", done / MEGABYTE);
        double fraction = (double) done / total;
        return String.format(Locale.ROOT, " %s %3.0f%%  %.1f of %.1f MB", bar(fraction), fraction * 100,
                done / MEGABYTE, total / MEGABYTE);
    }

    private String shortened(int most) {
        return task.length() <= most ? task : task.substring(0, most - 1) + "…";
    }

    private static String bar(double fraction) {
        int full = (int) (fraction * WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]";
    }

    private String timeLeft(double rate) {
        if (done >= total || rate == 0) return "";
        long seconds = Math.round((total - done) / rate);
        return seconds < 60 ? "  %d s left".formatted(seconds) : "  %d min left".formatted((seconds + 30) / 60);
    }
}

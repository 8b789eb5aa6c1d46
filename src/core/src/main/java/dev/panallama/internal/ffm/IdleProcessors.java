package dev.panallama.internal.ffm;

import dev.panallama.internal.Processors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// How many of the processors that this process may use have nothing to do, whoever keeps the others busy. Serves one
/// thread.
final class IdleProcessors {
    private static final String RUNNING = "procs_running ";

    private final Path statistics;
    private final BitSet processors;
    private long[] idle = {};
    private long[] all = {};
    private int running;
    private int online;

    /// Reads the statistics of Linux; elsewhere nothing is known.
    IdleProcessors() {
        this(Path.of("/proc/stat"), Processors.allowed());
    }

    /// @param statistics a file as `/proc/stat`
    IdleProcessors(Path statistics, BitSet processors) {
        this.statistics = statistics;
        this.processors = processors;
    }

    /// Begins a new period.
    ///
    /// @return whether anything is known
    boolean begin() {
        read();
        return all.length > 0;
    }

    /// Ends a period and begins the next.
    ///
    /// @return how many processors were idle on the average, or NaN if that is not known
    double end() {
        long[] idleBefore = idle;
        long[] allBefore = all;
        read();
        if (all.length == 0 || all.length != allBefore.length) return Double.NaN;
        double sum = 0;
        for (int i = 0; i < all.length; i++)
            if (all[i] > allBefore[i]) sum += (double) (idle[i] - idleBefore[i]) / (all[i] - allBefore[i]);
        return sum;
    }

    /// Returns whether at the begin of the period so many threads were running, beside this one, as the machine has processors.
    boolean areTaken() {
        return running > online;
    }

    private void read() {
        idle = new long[processors.length()];
        all = new long[processors.length()];
        try (var lines = Files.newBufferedReader(statistics)) {
            read(lines);
        } catch (IOException | RuntimeException _) { // no Linux, or none that tells
            idle = all = new long[0];
        }
    }

    /// Their lines come first: `cpu3 user nice system idle iowait irq …`.
    private void read(BufferedReader lines) throws IOException {
        online = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("cpu") && Character.isDigit(line.charAt(3))) processor(line.split(" +", -1));
            if (line.startsWith(RUNNING)) running = Integer.parseInt(line.substring(RUNNING.length()));
        }
    }

    private void processor(String[] fields) {
        online++;
        int number = Integer.parseInt(fields[0].substring("cpu".length()));
        if (!processors.get(number)) return;
        for (int i = 1; i < Math.min(fields.length, 9); i++) all[number] += Long.parseLong(fields[i]);
        idle[number] = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
    }
}

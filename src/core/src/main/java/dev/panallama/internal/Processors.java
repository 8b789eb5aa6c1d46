package dev.panallama.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.IntStream;

/// The processors that this process may use, as the system describes them. Any thread may call.
public final class Processors {
    private static final Path ROOT = Path.of("/");
    private static final Path LISTS = Path.of("sys/devices/system/cpu");
    private static final double SLOW = 0.75; // of the fastest one's capacity: an efficiency core

    private Processors() {}

    /// What the system says when it is first asked: it takes many small files.
    private static final class AtFirst {
        private static final int CORES = cores(
                ROOT, Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch"));
        private static final BitSet ALLOWED = allowed(ROOT);
    }

    /// Returns how many threads compute fastest: one for each core, without hyper-threads and efficiency cores.
    public static int cores() {
        return AtFirst.CORES;
    }

    /// Returns the numbers of the processors that Linux lets this process use; empty elsewhere.
    public static BitSet allowed() {
        return (BitSet) AtFirst.ALLOWED.clone();
    }

    /// @param root where `/sys` and `/proc` are
    /// @param available how many processors there are for this process, by its limits
    static int cores(Path root, int available, String architecture) {
        int counted = counted(root);
        if (counted > 0) return Math.min(counted, available);
        boolean hyperThreads = architecture.equals("amd64") || architecture.equals("x86_64"); // as a rule
        return hyperThreads ? Math.max(1, available / 2) : available;
    }

    /// @return 0 where the system does not tell
    private static int counted(Path root) {
        BitSet allowed = allowed(root);
        allowed.andNot(slow(root, allowed));
        var cores = new HashSet<String>();
        for (int cpu : allowed.stream().toArray()) {
            Optional<String> siblings = line(cpu(root, cpu).resolve("topology/thread_siblings_list"));
            if (siblings.isEmpty()) return 0;
            cores.add(siblings.get());
        }
        return cores.size();
    }

    static BitSet allowed(Path root) {
        String key = "Cpus_allowed_list:";
        try (var lines = Files.lines(root.resolve("proc/self/status"))) {
            return lines.filter(it -> it.startsWith(key))
                    .findFirst()
                    .map(it -> list(it.substring(key.length())))
                    .orElseGet(BitSet::new);
        } catch (IOException | RuntimeException _) { // no Linux, or none that tells
            return new BitSet();
        }
    }

    /// Returns the efficiency cores, as Intel's list has them, or else those of less capacity than the others.
    private static BitSet slow(Path root, BitSet all) {
        Optional<String> atoms = line(root.resolve("sys/devices/cpu_atom/cpus"));
        BitSet slow = atoms.map(Processors::list).orElseGet(() -> lesser(root, all));
        BitSet fast = (BitSet) all.clone();
        fast.andNot(slow);
        return fast.isEmpty() ? fast : slow; // where there are no others, they are all there is
    }

    private static BitSet lesser(Path root, BitSet all) {
        int largest = all.stream().map(it -> capacity(root, it)).max().orElse(0);
        return all.stream()
                .filter(it -> capacity(root, it) < SLOW * largest)
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private static int capacity(Path root, int cpu) {
        return line(cpu(root, cpu).resolve("cpu_capacity")).map(Processors::number).orElse(0);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static Path cpu(Path root, int number) {
        return root.resolve(LISTS).resolve("cpu" + number);
    }

    private static Optional<String> line(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(it -> !it.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Reads a list such as `0-3,8,10-11`.
    private static BitSet list(String text) {
        var numbers = new BitSet();
        for (String range : text.strip().split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = Integer.parseInt(range.substring(dash + 1));
            IntStream.rangeClosed(first, last).forEach(numbers::set);
        }
        return numbers;
    }
}

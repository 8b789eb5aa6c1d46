package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Resident memory stays flat when models and sessions come and go.
final class NoLeakTest {
    private static final long KIB = 1024;

    @Test
    void loading_generating_and_closing_fifty_times_leaves_memory_flat() throws IOException {
        long tenth = 0;
        for (int round = 1; round <= 50; round++) {
            try (var model = Model.load(TestModels.smolLm2()); var session = model.session()) {
                session.append("Hello").generate(Sampler.greedy(), 4).text();
            }
            if (round == 10) tenth = residentBytes();
        }
        assertFlat(tenth, residentBytes());
    }

    @Test
    void two_hundred_sessions_of_one_model_leave_memory_flat() throws IOException {
        long tenth = 0;
        try (var model = Model.load(TestModels.smolLm2())) {
            for (int round = 1; round <= 200; round++) {
                try (var session = model.session()) {
                    session.append("Hello").generate(Sampler.defaults(), 2).text();
                }
                if (round == 10) tenth = residentBytes();
            }
            assertFlat(tenth, residentBytes());
        }
    }

    /// One leaked session would be 100 MB, one leaked model as much: a few MB of garbage are none of them.
    private static void assertFlat(long before, long after) {
        System.out.printf("resident: %d MB after ten rounds, %d MB after all%n", before >> 20, after >> 20);
        assertTrue(after - before < 48L << 20, "resident memory grew from %,d to %,d".formatted(before, after));
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(it -> it.startsWith("VmRSS:"))
                .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElseThrow();
    }
}

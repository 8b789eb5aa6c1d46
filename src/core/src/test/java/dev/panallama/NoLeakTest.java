package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory and threads stay flat after the tenth of fifty models or adapters, and after the tenth of two hundred sessions
/// of one, or embedders and rerankers.
final class NoLeakTest {
    private static final long TOLERANCE = 30L << 20; // what the allocator keeps varies by half of that; a leaked model is 100 MB, a session 47

    private record Status(long bytes, long threads) {
        static Status parse(List<String> lines, String round) {
            String[] columns = lines.stream()
                    .filter(it -> it.startsWith(round))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
            return new Status(Long.parseLong(columns[1]), Long.parseLong(columns[2]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "sessions", "adapters", "embedders"})
    void memory_and_threads_stay_flat(String kind) throws Exception {
        ChildJvm.Result child = ChildJvm.run(Rounds.class, kind);
        assertEquals(0, child.exit(), child.output());
        List<String> lines = child.output().lines().toList();
        Status tenth = Status.parse(lines, "tenth");
        Status last = Status.parse(lines, "last");
        System.out.printf("%s: %d MB resident after ten, %d MB after all%n", kind, tenth.bytes >> 20, last.bytes >> 20);
        assertTrue(last.bytes - tenth.bytes < TOLERANCE, child.output());
        assertTrue(last.threads - tenth.threads <= 2, child.output()); // the last ones may still be ending
    }
}

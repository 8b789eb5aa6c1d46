package dev.panallama.internal.ffm;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdleProcessorsTest {
    @TempDir
    private Path folder;

    private long ticks = 100_000;

    @Test
    void idle_time_of_the_allowed_processors_is_added_up() throws IOException {
        Path statistics = write(1000, 1000, 1000);
        var idle = new IdleProcessors(statistics, BitSet.valueOf(new long[]{0b101}));
        idle.begin();
        write(1010, 1010, 1005);
        assertEquals(1.5, idle.end(), 1e-9, "the first one all the time, the third half of it");
        write(1010, 1020, 1005);
        assertEquals(0, idle.end(), 1e-9);
    }

    @Test
    void processors_are_taken_when_as_many_threads_run_beside_this_one() throws IOException {
        Path statistics = write(0, 0);
        var idle = new IdleProcessors(statistics, BitSet.valueOf(new long[]{0b11}));
        for (int running : new int[]{1, 2, 3, 4}) {
            Files.writeString(write(0, 0), "procs_running " + running + "\nprocs_blocked 9\n", APPEND);
            assertTrue(idle.begin());
            assertEquals(running > 2, idle.areTaken(), running + " running");
        }
    }

    @Test
    void without_statistics_nothing_is_known() throws IOException {
        var idle = new IdleProcessors(folder.resolve("stat"), BitSet.valueOf(new long[]{1}));
        idle.begin();
        assertTrue(Double.isNaN(idle.end()));
        Files.writeString(folder.resolve("stat"), "cpu0 none of this\n");
        assertTrue(Double.isNaN(idle.end()));
    }

    /// Each has had 10 ticks since the last time, of which it was idle for what was added to its number.
    private Path write(long... idle) throws IOException {
        ticks += 10;
        var text = new StringBuilder("cpu  1 2 3 4 5 6 7 8 0 0\n");
        for (int i = 0; i < idle.length; i++)
            text.append("cpu%d %d 0 100 %d 50 0 0 0 0 0\n".formatted(i, ticks - idle[i], idle[i]));
        return Files.writeString(folder.resolve("stat"), text + "intr 5 6 7\n");
    }
}

package dev.panallama.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees of `/sys` and `/proc` as machines have them.
final class ProcessorsTest {
    @TempDir
    private Path root;

    @Test
    void hyper_threads_of_a_core_count_once() throws IOException {
        allow("0-7");
        for (int i = 0; i < 8; i++) siblings(i, i % 4 + "," + (i % 4 + 4));
        assertEquals(4, cores(8));
    }

    @Test
    void processors_that_the_process_may_not_use_do_not_count() throws IOException {
        allow("1-2,6");
        for (int i = 0; i < 8; i++) siblings(i, i % 4 + "," + (i % 4 + 4));
        assertEquals(2, cores(3), "the cores 1 and 2, the latter with both its hyper-threads");
    }

    @Test
    void a_limit_of_processor_time_counts() throws IOException {
        allow("0-7");
        for (int i = 0; i < 8; i++) siblings(i, String.valueOf(i));
        assertEquals(3, cores(3));
    }

    @Test
    void efficiency_cores_of_intel_do_not_count() throws IOException {
        allow("0-7");
        write("sys/devices/cpu_core/cpus", "0-3");
        write("sys/devices/cpu_atom/cpus", "4-7");
        for (int i = 0; i < 4; i++) siblings(i, i / 2 * 2 + "-" + (i / 2 * 2 + 1));
        for (int i = 4; i < 8; i++) siblings(i, String.valueOf(i));
        assertEquals(2, cores(8));
    }

    @Test
    void small_cores_of_arm_do_not_count() throws IOException {
        allow("0-7");
        for (int i = 0; i < 8; i++) {
            siblings(i, String.valueOf(i));
            write("sys/devices/system/cpu/cpu" + i + "/cpu_capacity", i < 4 ? "446" : i < 7 ? "871" : "1024");
        }
        assertEquals(4, cores(8));
    }

    @Test
    void where_there_are_efficiency_cores_alone_they_count() throws IOException {
        allow("4-7");
        write("sys/devices/cpu_atom/cpus", "4-7");
        for (int i = 4; i < 8; i++) siblings(i, String.valueOf(i));
        assertEquals(4, cores(4));
    }

    @Test
    void half_the_processors_count_where_x86_does_not_tell_and_all_elsewhere() {
        assertEquals(4, cores(8));
        assertEquals(1, cores(1));
        assertEquals(8, Processors.cores(root, 8, "aarch64"));
    }

    @Test
    void what_cannot_be_read_counts_as_not_told() throws IOException {
        allow("0-x");
        assertEquals(4, cores(8));
        assertEquals(new BitSet(), Processors.allowed(root));
    }

    @Test
    void this_machine_has_a_core() {
        int cores = Processors.cores();
        assertTrue(cores >= 1 && cores <= Runtime.getRuntime().availableProcessors(), cores + " cores");
    }

    private int cores(int available) {
        return Processors.cores(root, available, "amd64");
    }

    private void allow(String list) throws IOException {
        write("proc/self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list + "\nThreads:\t20");
    }

    private void siblings(int cpu, String list) throws IOException {
        write("sys/devices/system/cpu/cpu" + cpu + "/topology/thread_siblings_list", list);
    }

    private void write(String file, String text) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text + "\n");
    }
}

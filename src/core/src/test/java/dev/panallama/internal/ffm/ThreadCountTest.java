package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Batches whose times are given, on a clock that they move.
final class ThreadCountTest {
    @TempDir
    private Path folder;

    private long now = 1_000_000_000;
    private double busy; // processors, by others
    private int running = 1; // threads, with this one
    private double[] idle = {}; // milliseconds of each processor

    @Test
    void a_fixed_count_stays() {
        ThreadCount count = ThreadCount.fixed(3);
        for (int i = 1; i < 100; i++) {
            assertEquals(3, count.next(1));
            count.took(1, i * 1_000_000L);
        }
        assertEquals(3, count.most());
        assertFalse(count.adapts());
    }

    @Test
    void an_undisturbed_machine_is_used_fully_all_the_time() {
        ThreadCount count = count(4);
        for (int i = 0; i < 1000; i++) assertEquals(4, decode(count, 1, 10 + 4 * (i % 3)), "an uneven machine");
        assertTrue(count.adapts());
    }

    @Test
    void a_single_slow_token_changes_nothing() {
        ThreadCount count = count(2);
        for (int i = 0; i < 100; i++) assertEquals(2, decode(count, 1, i % 20 == 19 ? 30 : 10));
    }

    @Test
    void a_token_that_takes_ten_times_as_long_halves_the_threads_at_once() {
        ThreadCount count = count(8);
        decode(count, 1, 10);
        busy = 8;
        decode(count, 1, 100);
        assertEquals(4, count.next(1));
    }

    @Test
    void tokens_that_are_a_little_slow_do_so_when_fewer_threads_are_known_to_be_faster() {
        ThreadCount count = count(2);
        decode(count, 1, 10);
        busy = 1;
        for (int i = 0; i < 20; i++) decode(count, 1, 26);
        assertEquals(1, count.next(1));
    }

    @Test
    void threads_stay_few_while_no_processor_is_idle() {
        ThreadCount count = count(8);
        decode(count, 1, 10);
        busy = 8;
        for (int threads : new int[]{8, 4, 2}) assertEquals(threads, decode(count, 1, 500));
        for (int i = 0; i < 1000; i++) assertEquals(1, decode(count, 1, 80));
    }

    @Test
    void as_many_threads_come_back_as_processors_are_idle() {
        ThreadCount count = count(8);
        decode(count, 1, 10);
        busy = 2;
        decode(count, 1, 100);
        for (int i = 0; i < 10; i++) decode(count, 1, 20);
        assertEquals(6, count.next(1));
        busy = 0;
        for (int i = 0; i < 10; i++) decode(count, 1, 14);
        assertEquals(8, count.next(1));
    }

    @Test
    void threads_that_come_back_in_vain_wait_longer_but_never_two_seconds() {
        ThreadCount count = count(2);
        decode(count, 1, 10);
        for (int i = 0; i < 20; i++) { // work that comes whenever a processor is idle
            while (decode(count, 1, 20) == 1) {}
            decode(count, 1, 100);
        }
        long begun = now;
        while (decode(count, 1, 20) == 1) {}
        long waited = (now - begun) / 1_000_000;
        assertTrue(waited > 500 && waited < 1500, waited + " ms");
    }

    @Test
    void other_work_that_was_there_first_is_found_by_a_trial() {
        ThreadCount count = count(2);
        busy = 2;
        assertEquals(2, decode(count, 1, 360));
        assertEquals(1, decode(count, 1, 27));
        assertEquals(1, decode(count, 1, 27));
        busy = 0;
        for (int i = 0; i < 10; i++) decode(count, 1, 20);
        assertEquals(2, count.next(1));
    }

    @Test
    void what_runs_at_the_beginning_and_after_a_pause_is_looked_at() {
        running = 3;
        ThreadCount count = count(2);
        assertEquals(1, decode(count, 1, 27));
        now += 5_000_000_000L;
        running = 1;
        statistics();
        assertEquals(2, decode(count, 1, 10));
        now += 5_000_000_000L;
        running = 3;
        statistics();
        assertEquals(1, decode(count, 1, 27));
    }

    @Test
    void a_large_model_pays_for_one_trial() {
        ThreadCount count = count(8);
        assertEquals(8, decode(count, 1, 200));
        assertEquals(4, decode(count, 1, 390));
        for (int i = 0; i < 100; i++) assertEquals(8, decode(count, 1, 200 + i));
    }

    @Test
    void batches_of_other_sizes_are_not_mistaken_for_slow_ones() {
        ThreadCount count = count(4);
        for (int i = 0; i < 200; i++) {
            assertEquals(4, decode(count, 1, 10));
            assertEquals(4, decode(count, 512, 1500));
            assertEquals(4, decode(count, 3, 25));
        }
    }

    @Test
    void long_prompts_are_computed_by_all_threads_whatever_else_runs() {
        ThreadCount count = count(2);
        decode(count, 1, 10);
        decode(count, 512, 1500);
        busy = 2;
        decode(count, 1, 360);
        assertEquals(2, decode(count, 512, 6000));
        assertEquals(1, decode(count, 1, 27));
    }

    @Test
    void where_nothing_is_known_of_processors_all_threads_are_tried_again() throws IOException {
        var unknown = new IdleProcessors(folder.resolve("none"), new BitSet());
        ThreadCount count = ThreadCount.upTo(8, unknown, () -> now);
        took(count, 1, 10);
        took(count, 1, 200);
        assertEquals(4, count.next(1));
        for (int i = 0; i < 10; i++) took(count, 1, 20);
        assertEquals(8, count.next(1));
    }

    /// On a machine of so many processors.
    private ThreadCount count(int most) {
        idle = new double[most];
        statistics();
        var processors = new BitSet();
        processors.set(0, most);
        return ThreadCount.upTo(most, new IdleProcessors(folder.resolve("stat"), processors), () -> now);
    }

    /// @return with how many threads it was computed
    private int decode(ThreadCount count, int tokens, long millis) {
        int threads = count.next(tokens);
        double free = Math.max(0, idle.length - busy - threads);
        for (int i = 0; i < idle.length; i++) idle[i] += Math.clamp(free - i, 0, 1) * millis;
        took(count, tokens, millis);
        return threads;
    }

    private void took(ThreadCount count, int tokens, long millis) {
        now += millis * 1_000_000;
        statistics();
        count.took(tokens, millis * 1_000_000);
    }

    private void statistics() {
        var text = new StringBuilder();
        for (int i = 0; i < idle.length; i++)
            text.append("cpu%d %d 0 0 %d 0 0 0 0 0 0\n".formatted(i, now / 1_000_000 - (long) idle[i], (long) idle[i]));
        text.append("procs_running ").append(running).append('\n');
        try {
            Files.writeString(folder.resolve("stat"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package dev.panallama.runner.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void a_short_task_shows_nothing() {
        try (var bar = bar(80)) {
            bar.at(50_000_000);
        }
        assertEquals("", drawn());
    }

    @Test
    void a_bar_is_drawn_over_on_a_terminal() throws Exception {
        try (var bar = bar(80)) {
            bar.at(0);
            Thread.sleep(1100);
            bar.at(50_000_000);
            bar.at(100_000_000);
        }
        String[] states = drawn().strip().split("\r", -1);
        assertTrue(
                states[0].matches("fetching it \\[#{5}\\.{5}]  50%  50\\.0 of 100\\.0 MB  4\\d\\.\\d MB/s  1 s left"),
                states[0]);
        assertTrue(states[1].contains("100%"), states[1]);
    }

    @Test
    void a_long_name_is_cut_on_a_terminal_so_that_the_line_can_be_drawn_over() throws Exception {
        try (var bar = bar(80, "loading " + "long-name-".repeat(10))) {
            bar.at(0);
            Thread.sleep(1100);
            bar.at(50_000_000);
        }
        String state = drawn().strip().split("\r", -1)[0];
        assertTrue(state.matches("loading long-name-[^ ]*… \\[#{5}.*") && state.length() <= 79, state);
    }

    @Test
    void a_line_is_no_longer_than_a_narrow_terminal() throws Exception {
        try (var bar = bar(40, "loading a model")) {
            bar.at(0);
            Thread.sleep(1100);
            bar.at(50_000_000);
        }
        String state = drawn().strip().split("\r", -1)[0];
        assertTrue(state.startsWith("… [#####.....]  50%  50.0") && state.length() == 39, state);
    }

    @Test
    void a_length_may_become_known_later_or_never() throws Exception {
        try (var bar = new Notices(new PrintStream(out, true, StandardCharsets.UTF_8), () -> 80).progress("it", 0)) {
            bar.at(0);
            Thread.sleep(1100);
            bar.at(50_000_000);
            bar.of(100_000_000);
        }
        String[] states = drawn().strip().split("\r", -1);
        assertTrue(states[0].matches("it 50\\.0 MB  4\\d\\.\\d MB/s *"), states[0]);
        assertTrue(states[1].startsWith("it [#####.....]  50%  50.0 of 100.0 MB"), states[1]);
    }

    private ProgressBar bar(int columns) {
        return bar(columns, "fetching it");
    }

    private ProgressBar bar(int columns, String task) {
        return new Notices(new PrintStream(out, true, StandardCharsets.UTF_8), () -> columns).progress(task,
                100_000_000);
    }

    private String drawn() {
        return out.toString(StandardCharsets.UTF_8);
    }
}

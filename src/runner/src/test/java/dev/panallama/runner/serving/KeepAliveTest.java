package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How users write how long a model stays.
final class KeepAliveTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S", "90, PT90S", "+90, PT90S", "90s, PT90S", "5m, PT5M", "1h30m, PT1H30M", "1.5h, PT1H30M", ".5m, PT30S",
        "2.m, PT2M", "1500ms, PT1.5S", "2000000µs, PT2S", "2000000us, PT2S", "1000000000ns, PT1S", "0s, PT0S",
        "-0, PT0S",
        "-0s, PT0S", "+1m1s, PT1M1S"
    })
    void durations_of_go_and_seconds_are_read(String text, Duration expected) {
        assertEquals(expected, KeepAlive.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1m", "-0.5s", "-1h30m", "999999999999999999999", "9999999999h"})
    void less_than_nothing_and_what_nobody_lives_to_see_is_for_ever(String text) {
        assertEquals(KeepAlive.FOR_EVER, KeepAlive.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
            "", "-", "+", "-x", "soon", "--1", "-+1", "1.5", "5 m", "5m ", "m", "1h-30m", "5d", ".m", "1e3s", "٣"
        })
    void what_is_no_duration_is_refused(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> KeepAlive.parse(text));
        assertTrue(refused.getMessage().startsWith("\"%s\" is no duration".formatted(text)), refused.getMessage());
    }
}

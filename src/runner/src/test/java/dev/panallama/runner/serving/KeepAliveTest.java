package dev.panallama.runner.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeepAliveTest {
    @Test
    void times_are_seconds_or_have_units() {
        assertEquals(Duration.ofSeconds(90), KeepAlive.parse("90"));
        assertEquals(Duration.ofMinutes(90), KeepAlive.parse("1h30m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-5m", "-1h30m", "-0.5s"})
    void less_than_nothing_is_for_ever(String text) {
        assertEquals(KeepAlive.FOR_EVER, KeepAlive.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "-", "--1", "-five", "soon", "5x", ""})
    void what_is_no_time_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> KeepAlive.parse(text));
    }
}

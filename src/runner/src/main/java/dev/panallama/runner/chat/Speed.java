package dev.panallama.runner.chat;

import dev.panallama.Timings;
import dev.panallama.runner.console.Notices;
import java.time.Duration;
import java.util.Locale;

/// How fast an answer came. Immutable.
///
/// @param before what its session had computed before
/// @param after what it had afterwards
/// @param firstToken how long the first token took
record Speed(Timings before, Timings after, Duration firstToken) {
    void say(Notices notices) {
        say(notices, "prompt", after.promptTokens() - before.promptTokens(),
                after.promptTime().minus(before.promptTime()));
        notices.say("%-20s %6d ms".formatted("time to first token", firstToken.toMillis()));
        say(notices, "generation", after.generatedTokens() - before.generatedTokens(),
                after.generationTime().minus(before.generationTime()));
    }

    private static void say(Notices notices, String what, int tokens, Duration time) {
        double speed = time.isZero() ? 0 : tokens * 1e9 / time.toNanos();
        notices.say(String.format(Locale.ROOT, "%-20s %6d tokens %9.1f tokens/s", what, tokens, speed));
    }
}

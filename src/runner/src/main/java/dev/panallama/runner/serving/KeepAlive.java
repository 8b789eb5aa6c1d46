package dev.panallama.runner.serving;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a model stays loaded after its last use, as users write it.
public final class KeepAlive {
    /// As long as the server runs.
    public static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");
    private static final Map<String, Double> SECONDS = Map.of("h", 3600.0, "m", 60.0, "s", 1.0, "ms", 0.001);

    private KeepAlive() {}

    /// Returns so many seconds; less than 0 is for ever.
    public static Duration ofSeconds(double count) {
        if (count < 0) return FOR_EVER;
        return Duration.ofMillis((long) Math.min(count * 1000, (double) FOR_EVER.toMillis()));
    }

    /// Reads seconds, or a text such as `90s`, `5m` or `1h30m`; less than 0 is for ever.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static Duration parse(String text) {
        if (text.matches("-\\d[\\d.hms]*")) return FOR_EVER;
        if (text.matches("\\d+")) return ofSeconds(Double.parseDouble(text));
        double sum = 0;
        int end = 0;
        Matcher part = PART.matcher(text);
        while (part.find() && part.start() == end) {
            sum += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
            end = part.end();
        }
        if (end == 0 || end < text.length())
            throw new IllegalArgumentException(
                    "\"%s\" is no duration: give seconds, or such as 5m or 1h30m".formatted(text));
        return ofSeconds(sum);
    }
}

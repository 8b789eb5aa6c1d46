package dev.panallama.runner.serving;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a model stays loaded after its last use, as users write it.
public final class KeepAlive {
    /// As long as the server runs.
    public static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Pattern SIGN = Pattern.compile("^[-+]");
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(h|ms|m|s|us|µs|μs|ns)");
    private static final Map<String, Double> SECONDS = Map.of(
            "h", 3600.0, "m", 60.0, "s", 1.0, "ms", 1e-3, "us", 1e-6, "µs", 1e-6, "μs", 1e-6, "ns", 1e-9);

    private KeepAlive() {}

    /// Returns so many seconds; less than 0 is for ever.
    public static Duration ofSeconds(double count) {
        if (count < 0) return FOR_EVER;
        return Duration.ofMillis((long) Math.min(count * 1000, (double) FOR_EVER.toMillis()));
    }

    /// Reads whole seconds, or a duration as Go and Ollama write it, such as `90s`, `5m` or `1h30m`; less than 0 is for ever.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static Duration parse(String text) {
        String size = SIGN.matcher(text).replaceFirst("");
        double seconds = size.matches("\\d+") ? Double.parseDouble(size) : sum(size, text);
        return ofSeconds(text.startsWith("-") ? -seconds : seconds);
    }

    private static double sum(String size, String text) {
        double sum = 0;
        int end = 0;
        Matcher part = PART.matcher(size);
        while (part.find() && part.start() == end) {
            sum += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
            end = part.end();
        }
        if (end == 0 || end < size.length())
            throw new IllegalArgumentException(
                    "\"%s\" is no duration: give seconds, or such as 5m or 1h30m; -1 is for ever".formatted(text));
        return sum;
    }
}

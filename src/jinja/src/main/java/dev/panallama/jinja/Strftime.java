package dev.panallama.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// `strftime_now`: the time as C's `strftime` writes it, in English, without a zone.
final class Strftime {
    private static final Map<Character, String> PATTERNS = Map.ofEntries(Map.entry('a', "EEE"), Map.entry('A', "EEEE"),
            Map.entry('b', "MMM"), Map.entry('B', "MMMM"), Map.entry('c', "EEE MMM ppd HH:mm:ss yyyy"),
            Map.entry('d', "dd"), Map.entry('D', "MM/dd/yy"), Map.entry('e', "ppd"), Map.entry('f', "SSSSSS"),
            Map.entry('F', "yyyy-MM-dd"), Map.entry('h', "MMM"), Map.entry('H', "HH"), Map.entry('I', "hh"),
            Map.entry('j', "DDD"), Map.entry('k', "ppH"), Map.entry('l', "pph"), Map.entry('m', "MM"),
            Map.entry('M', "mm"), Map.entry('p', "a"), Map.entry('R', "HH:mm"), Map.entry('S', "ss"),
            Map.entry('T', "HH:mm:ss"), Map.entry('x', "MM/dd/yy"), Map.entry('X', "HH:mm:ss"), Map.entry('y', "yy"),
            Map.entry('Y', "yyyy"), Map.entry('z', ""), Map.entry('Z', ""), Map.entry('%', "'%'"));

    private Strftime() {}

    static Text format(Rendering rendering, Text format) {
        ZonedDateTime now = ZonedDateTime.now(rendering.clock());
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char next = format.charAt(i);
            if (next == '%' && i + 1 < format.length()) out.append(directive(rendering, now, format.charAt(++i)));
            else out.append(next);
        }
        rendering.text(out.length());
        return Text.of(out.toString());
    }

    private static String directive(Rendering rendering, ZonedDateTime now, char kind) {
        String pattern = PATTERNS.get(kind);
        if (pattern == null) throw rendering.failure("strftime_now() does not know '%%%s'", kind);
        return pattern.isEmpty() ? "" : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
    }
}

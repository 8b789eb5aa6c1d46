package dev.panallama.gguf;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which bytes of how many an answer has.
record ContentRange(long first, long last, long size) {
    private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /// Reads the header of that name; what has another form, such as one without a size, is none.
    static Optional<ContentRange> parse(String value) {
        Matcher it = FORM.matcher(value.strip());
        if (!it.matches()) return Optional.empty();
        var range = new ContentRange(Long.parseLong(it.group(1)), Long.parseLong(it.group(2)),
                Long.parseLong(it.group(3)));
        return range.first <= range.last && range.last < range.size ? Optional.of(range) : Optional.empty();
    }

    long length() {
        return last - first + 1;
    }
}

package dev.panallama.runner.http;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The web pages that may ask besides those of this machine. Immutable.
///
/// @param all whether every page may
/// @param patterns what the origins of the others look like
record Origins(boolean all, List<Pattern> patterns) {
    private static final String ANY = "*";

    /// @param entries origins; a `*` within one is any run of characters without `/`, a `*` alone is every page
    static Origins of(Set<String> entries) {
        return new Origins(entries.contains(ANY), entries.stream().map(Origins::pattern).toList());
    }

    private static Pattern pattern(String entry) {
        return Pattern.compile(Arrays.stream(entry.split(Pattern.quote(ANY), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]*")));
    }

    boolean has(String origin) {
        return all || patterns.stream().anyMatch(it -> it.matcher(origin).matches());
    }
}

package dev.panallama.runner.page;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Ids as they travel: only the usual form counts, where Java reads others too.
final class Ids {
    private static final Pattern USUAL = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Ids() {}

    static Optional<UUID> parse(String text) {
        return USUAL.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}

package dev.panallama.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Makes texts by chance that a grammar allows, byte by byte, with a liking for the end.
final class RandomText {
    private static final String CLOSING = "\"]}";
    private static final int TRIES = 4;
    private static final int HURRY = 300;
    private static final int MOST = 3_000;

    private final RandomGenerator random;

    RandomText(RandomGenerator random) {
        this.random = random;
    }

    /// Returns a text that the grammar matches, or empty if none was found soon.
    Optional<String> of(Grammar grammar) {
        var matcher = grammar.matcher();
        var bytes = new ByteArrayOutputStream();
        while (!matcher.canEnd() || (random.nextInt(3) > 0 && bytes.size() < HURRY && !matcher.mustEnd())) {
            byte next = next(matcher, bytes.size());
            matcher.accept(next);
            bytes.write(next);
            if (bytes.size() > MOST) return Optional.empty();
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private byte next(GrammarMatcher matcher, int length) {
        if (length > HURRY || random.nextInt(4) == 0) {
            for (int i = 0; i < CLOSING.length(); i++) {
                byte closing = (byte) CLOSING.charAt(i);
                if (matcher.accepts(closing)) return closing;
            }
        }
        for (int i = 0; i < TRIES; i++) {
            byte printable = (byte) random.nextInt(' ', 127);
            if (matcher.accepts(printable)) return printable;
        }
        return anyAllowed(matcher);
    }

    /// Likes ASCII better, where it is allowed.
    private byte anyAllowed(GrammarMatcher matcher) {
        var allowed = IntStream.range(-128, 128).filter(it -> matcher.accepts((byte) it)).boxed().toList();
        var ascii = allowed.stream().filter(it -> it >= 0).toList();
        var some = ascii.isEmpty() || random.nextInt(10) == 0 ? allowed : ascii;
        if (some.isEmpty()) throw new AssertionError("the grammar leads to where nothing is allowed");
        return some.get(random.nextInt(some.size())).byteValue();
    }
}

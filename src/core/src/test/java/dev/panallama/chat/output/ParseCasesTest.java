package dev.panallama.chat.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.chat.output.ParseCases.ParseCase;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What llama.cpp reads in 252 outputs, all at once and piece by piece.
class ParseCasesTest {
    /// Cases that are read in another way, each with the reason.
    private static final Map<String, String> MISSES = Map.of();

    @Test
    void what_llama_cpp_reads_is_read() {
        assertEquals(252, ParseCases.all().size());
        assertMisses(it -> Deltas.normal(whole(it)).equals(it.expected()));
    }

    @Test
    void pieces_of_any_length_say_the_same() {
        for (int length : List.of(1, 2, 7)) {
            assertMisses(it -> {
                var reader = it.reader();
                var deltas = Deltas.read(reader, it.input(), length, it.ends());
                assertEquals(reader.output(), Deltas.joined(deltas), it.toString());
                assertEquals(whole(it), reader.output(), it.toString());
                return Deltas.normal(reader.output()).equals(it.expected());
            });
        }
    }

    private static Output whole(ParseCase read) {
        var reader = read.reader();
        Deltas.read(reader, read.input(), read.input().length(), read.ends());
        return reader.output();
    }

    /// Fails as well if a case passes that is named as a miss.
    private static void assertMisses(Predicate<ParseCase> isRead) {
        var misses = ParseCases.all().stream().filter(isRead.negate()).map(ParseCase::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(MISSES.keySet()), misses);
    }
}

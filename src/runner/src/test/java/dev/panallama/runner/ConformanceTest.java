package dev.panallama.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages that say which test proves what name tests that there are.
final class ConformanceTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern ROW = Pattern
            .compile("\\| (test_\\w+) \\| (passes|differs|not applicable) \\| (.+) \\|");
    private static final int TITLES = 245; // functions of llama.cpp v0.4.0's tests/unit

    @ParameterizedTest
    @ValueSource(strings = {"conformance.md", "server-security.md"})
    void every_test_that_is_named_is_one(String page) throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(DOCS.resolve(page))).results().toList();
        assertTrue(named.size() > 30, named.toString());
        for (MatchResult it : named) {
            String source = source(it.group(1));
            assertTrue(it.group(2) == null || source.contains("void " + it.group(2) + "("), it.group());
        }
    }

    @Test
    void every_test_of_llama_cpp_is_there_once_and_what_passes_has_a_test_or_says_why_not() throws IOException {
        var titles = new HashSet<String>();
        var counts = new ArrayList<String>();
        String file = "";
        for (String line : Files.readAllLines(DOCS.resolve("conformance.md"))) {
            if (line.startsWith("## ")) file = line;
            if (!line.startsWith("| test_")) continue;
            MatchResult row = ROW.matcher(line).results().findFirst().orElseThrow(() -> new AssertionError(line));
            assertTrue(titles.add(file + row.group(1)), line);
            counts.add(row.group(2));
            boolean proved = TEST.matcher(row.group(3)).find() || row.group(3).startsWith("by reading");
            assertTrue(proved || !row.group(2).equals("passes"), line);
        }
        assertEquals(TITLES, titles.size());
        String page = Files.readString(DOCS.resolve("conformance.md"));
        for (String it : Set.copyOf(counts)) {
            long count = counts.stream().filter(it::equals).count();
            assertTrue(page.contains("| %s | %d |".formatted(it, count)), it + ": " + count);
        }
    }

    @Test
    void every_row_about_security_names_a_test() throws IOException {
        List<String> rows = Files.readAllLines(DOCS.resolve("server-security.md")).stream()
                .filter(it -> it.startsWith("| ") && !it.startsWith("| What "))
                .toList();
        assertTrue(rows.size() > 20, rows.toString());
        for (String it : rows) assertTrue(TEST.matcher(it).find() || it.contains("| nothing to test"), it);
    }

    private static String source(String type) throws IOException {
        for (String module : List.of("runner", "core", "jinja")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                var found = files.filter(it -> it.endsWith(type + ".java")).findFirst();
                if (found.isPresent()) return Files.readString(found.get());
            }
        }
        throw new AssertionError("there is no " + type);
    }
}

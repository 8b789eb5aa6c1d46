package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/safety.md` names tests that there are, and a reason where there is none.
final class SafetyPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "safety.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern CASE = Pattern.compile("`(\\w*Misuse): ([^`]+)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void every_case_that_is_named_is_one() throws IOException {
        Set<String> named = CASE.matcher(page())
                .results()
                .map(it -> it.group(1) + ": " + it.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 100, named.toString());
        Set<String> missing = new TreeSet<>(named);
        MisuseSuite.ALL.forEach(suite -> suite.cases().keySet().forEach(it -> missing.remove(suite + ": " + it)));
        assertEquals(Set.of(), missing);
    }

    @Test
    void every_test_that_is_named_is_one() throws IOException {
        for (var it : TEST.matcher(page()).results().toList()) {
            String source = source(it.group(1));
            assertTrue(source.contains("void " + it.group(2) + "("), it.group());
        }
    }

    @Test
    void every_line_has_a_test_or_says_why_not() throws IOException {
        List<String> lines = page().lines()
                .filter(it -> it.startsWith("| ") && it.chars().filter(c -> c == '|').count() == 4)
                .filter(it -> !it.startsWith("| Misuse |"))
                .toList();
        assertTrue(lines.size() > 80, lines.toString());
        for (String it : lines)
            assertTrue(it.contains("cannot be reached: ") || CASE.matcher(it).find() || TEST.matcher(it).find(), it);
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static String source(String type) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Path found = files.filter(it -> it.endsWith(type + ".java")).findFirst().orElseThrow();
            return Files.readString(found);
        }
    }
}

package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/coverage.md` says of every function of llama.cpp what reaches it, or why nothing does; and that is so.
final class CoverageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "coverage.md");
    private static final Pattern FUNCTION = Pattern.compile("LLAMA_API\\b[^;{]*?\\b(llama_\\w+)\\s*\\(");
    private static final Pattern NAMED = Pattern.compile("`(llama_\\w+)`");
    private static final Pattern JAVA = Pattern.compile("`([A-Z]\\w+(?:\\.[A-Z]\\w+)?)(?:\\.([a-z]\\w+)(?:\\(\\))?)?`");

    @Test
    void every_function_of_the_header_is_on_the_page_and_no_other() throws IOException {
        Set<String> header = header();
        assertTrue(header.size() > 200, header.toString());
        Set<String> page = named("Reached");
        Set<String> leftOut = named("Left out");
        assertEquals(Set.of(), common(page, leftOut));
        page.addAll(leftOut);
        assertEquals(header, page);
        assertTrue(Files.readString(PAGE).contains("All %d functions".formatted(header.size())));
    }

    @Test
    void what_is_said_to_be_reached_is_called_and_nothing_else() throws Exception {
        Set<String> called = common(called(), header());
        Set<String> reached = named("Reached");
        assertEquals(Set.of(), without(reached, called), "on the page, but not called");
        assertEquals(Set.of(), without(called, reached), "called, but not on the page");
    }

    @Test
    void the_java_named_on_the_page_exists() throws IOException {
        var missing = new TreeSet<String>();
        for (String row : Files.readAllLines(PAGE)) {
            if (!row.startsWith("| ")) continue;
            JAVA.matcher(row.substring(0, row.indexOf(" |"))).results()
                    .filter(it -> !exists(it.group(1), it.group(2)))
                    .forEach(it -> missing.add(it.group()));
        }
        assertEquals(Set.of(), missing);
    }

    /// Reads the functions of the header that are not deprecated.
    private static Set<String> header() throws IOException {
        String text = Files.readString(LlamaSource.root().resolve("include").resolve("llama.h"))
                .replaceAll("//[^\\n]*|(?m)^\\s*#[^\\n]*", "");
        return names(FUNCTION, withoutDeprecated(text));
    }

    private static String withoutDeprecated(String header) {
        var kept = new StringBuilder();
        int at = 0;
        for (int found; (found = header.indexOf("DEPRECATED(", at)) >= 0;) {
            kept.append(header, at, found).append(';'); // ends what LLAMA_API before it began
            at = endOfParentheses(header, header.indexOf('(', found));
        }
        return kept.append(header.substring(at)).toString();
    }

    private static int endOfParentheses(String text, int opening) {
        int open = 0;
        for (int i = opening;; i++) {
            if (text.charAt(i) == '(') open++;
            if (text.charAt(i) == ')' && --open == 0) return i + 1;
        }
    }

    private static Set<String> named(String section) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("## " + section);
        int to = page.indexOf("\n## ", from);
        String rows = page.substring(from, to < 0 ? page.length() : to);
        return rows.lines()
                .filter(it -> it.startsWith("| "))
                .flatMap(it -> names(NAMED, it.substring(it.indexOf(" |") + 2)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results()
                .map((MatchResult it) -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Reads from the class files which functions of the bindings the boundary refers to.
    private static Set<String> called() throws IOException, URISyntaxException {
        Path classes = Path.of(Session.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes.resolve("dev/panallama/internal/ffm"))) {
            var called = new TreeSet<String>();
            for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList())
                for (PoolEntry entry : ClassFile.of().parse(file).constantPool())
                    if (entry instanceof MemberRefEntry member
                            && member.owner().asInternalName().equals("dev/panallama/bindings/llama_h"))
                        called.add(member.name().stringValue());
            return called;
        }
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        var common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        var rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static boolean exists(String type, String method) {
        return Stream.of("", "sampler.", "grammar.", "gguf.", "quantization.")
                .map(it -> "dev.panallama." + it + type.replace('.', '$'))
                .anyMatch(it -> has(it, method));
    }

    private static boolean has(String type, String method) {
        try {
            Class<?> found = Class.forName(type);
            return method == null || Stream.of(found.getMethods()).anyMatch(it -> it.getName().equals(method));
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}

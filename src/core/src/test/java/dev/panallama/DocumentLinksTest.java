package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Pages link to files that there are, and show each picture with words for those who do not see it.
final class DocumentLinksTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path PICTURES = ROOT.resolve("docs", "pictures");
    private static final long LARGEST_PICTURE = 200_000; // bytes
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]+`");
    private static final Pattern LINK = Pattern.compile("(!?)\\[([^]]*)]\\(([^)\\s#]+)[^)]*\\)");

    /// @param target the file that a page leads to
    private record Link(Path page, boolean picture, String words, Path target) {}

    @Test
    void every_link_leads_to_a_file() throws IOException {
        List<Link> links = links();
        assertTrue(links.size() > 100, links.toString());
        assertEquals(List.of(), links.stream().filter(it -> !Files.exists(it.target)).toList());
    }

    @Test
    void every_picture_is_shown_with_words_and_is_small() throws IOException {
        Set<Path> shown = new TreeSet<>();
        for (Link it : links()) {
            if (!it.picture) continue;
            assertFalse(it.words.isBlank(), it.toString());
            assertTrue(Files.size(it.target) < LARGEST_PICTURE, it.toString());
            shown.add(it.target);
        }
        assertEquals(pictures(), shown.stream().filter(it -> it.startsWith(PICTURES)).collect(Collectors.toSet()));
    }

    private static Set<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.filter(it -> it.toString().matches(".*\\.(png|svg)")).collect(Collectors.toSet());
        }
    }

    private static List<Link> links() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(it -> it.toString().endsWith(".md"))
                    .flatMap(DocumentLinksTest::linksOf).toList();
        }
    }

    private static Stream<Link> linksOf(Path page) {
        try {
            String text = CODE.matcher(Files.readString(page)).replaceAll("");
            return LINK.matcher(text).results().filter(it -> !it.group(3).matches("[a-z]+:.*"))
                    .map(it -> new Link(page, !it.group(1).isEmpty(), it.group(2),
                            page.resolveSibling(it.group(3)).normalize()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

package dev.panallama.runner.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.desktop.Block.Line;
import dev.panallama.runner.desktop.Span.Look;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
    private static final String ANSWER = """
            # Reading

            Use **this**:

            1. one `a*b*`
               - deeper

            ```java
            int x = 1;

            // **not bold**
            ```
            | A | B |
            |---|---|
            | 1 | `2` |

            > quoted

            <b onclick="x()">text</b>""";

    @Test
    void an_answer_becomes_prose_code_and_tables() {
        List<Block> blocks = Markdown.parse(ANSWER);
        assertEquals(4, blocks.size());
        List<Line> prose = assertInstanceOf(Block.Prose.class, blocks.get(0)).lines();
        assertEquals(Line.Kind.HEADING, prose.getFirst().kind());
        assertEquals(new Span("this", Set.of(Look.BOLD)), prose.get(2).spans().get(1));
        assertEquals("1.", prose.get(4).mark());
        assertEquals(new Span("a*b*", Set.of(Look.CODE)), prose.get(4).spans().get(1));
        assertEquals(new Line(Line.Kind.ITEM, 1, "•", List.of(new Span("deeper", Set.of()))), prose.get(5));
        assertEquals(new Block.Code("java", "int x = 1;\n\n// **not bold**"), blocks.get(1));
        assertEquals(new Block.Table(List.of(List.of("A", "B"), List.of("1", "`2`"))), blocks.get(2));
        List<Line> last = assertInstanceOf(Block.Prose.class, blocks.get(3)).lines();
        assertEquals(Line.Kind.QUOTE, last.getFirst().kind());
        assertEquals(new Span("<b onclick=\"x()\">text</b>", Set.of()), last.getLast().spans().getFirst());
    }

    @Test
    void while_an_answer_is_written_only_its_last_block_changes() {
        List<Block> before = List.of();
        for (int i = 1; i <= ANSWER.length(); i++) {
            List<Block> now = Markdown.parse(ANSWER.substring(0, i));
            int kept = Math.max(0, before.size() - 2); // a table's head is prose before its rule is there
            assertTrue(now.size() >= before.size() - 1, "at " + i);
            assertEquals(before.subList(0, kept), now.subList(0, kept), "at " + i);
            before = now;
        }
        assertEquals(Markdown.parse(ANSWER), before);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '!',
        quoteCharacter = '"',
        value = {
            "a **bold** b ! a |bold:BOLD| b",
            "**bold *and* more** ! bold :BOLD|and:BOLD,ITALIC| more:BOLD",
            "2 * 3 * 4 and snake_case_name ! 2 * 3 * 4 and snake_case_name",
            "a **b ! a **b",
            "`` a`b `` ! a`b:CODE",
            "[label](http://x/y) ! label:LINK| (http://x/y)",
            "[x](javascript:alert) ! x:LINK| (javascript:alert)",
            "~~gone~~ \\*kept\\* ! gone:STRUCK| |*|kept|*",
        })
    void marks_within_a_line_are_looks_where_they_are_closed(String line, String expected) {
        String found = Span.parse(line).stream()
                .map(it -> it.text() + (it.looks().isEmpty()
                        ? ""
                        : ":" + it.looks().stream().sorted()
                                .map(Look::name).collect(Collectors.joining(","))))
                .collect(Collectors.joining("|"));
        assertEquals(expected, found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "* ", "_", "`", "~", "#", "# ", "1. ", "|", "|-", "-| "})
    void a_long_line_of_marks_is_read_to_its_end(String mark) {
        String line = mark.repeat(100_000 / mark.length());
        for (String text : List.of(line, line + "x`", "# " + line + "x", "~~~ " + line + "`", "a|b\n" + line,
                "a|b\n" + line + "x"))
            assertFalse(Markdown.parse(text).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"``a", "**a", "a **", "__a", "~~ a", "[", "[a](", "*a**", "_a__", "\\", "**_a"})
    void a_long_line_keeps_marks_that_nothing_closes(String mark) {
        String line = mark.repeat(2_000);
        assertFalse(Span.parse(line).isEmpty());
    }

    @Test
    void a_table_of_more_columns_than_anybody_reads_is_text() {
        String wide = "|".repeat(200) + "\n" + "-|".repeat(200) + "\n" + "|\n".repeat(200);
        assertInstanceOf(Block.Prose.class, Markdown.parse(wide).getFirst());
    }

    @ParameterizedTest
    @CsvSource({"--- - -, RULE", "***, RULE", "--, TEXT", "---x, TEXT", "# C#, HEADING", "- -, ITEM", "1. x, ITEM",
        "12345. x, TEXT"})
    void a_line_is_known_by_its_beginning(String line, Line.Kind kind) {
        assertEquals(kind,
                assertInstanceOf(Block.Prose.class, Markdown.parse(line).getFirst()).lines().getFirst().kind());
    }

    @ParameterizedTest
    @CsvSource({"# C#, C#", "## a b ##, a b", "# a # b, a # b"})
    void marks_close_a_heading_after_a_blank(String line, String title) {
        Line heading = assertInstanceOf(Block.Prose.class, Markdown.parse(line).getFirst()).lines().getFirst();
        assertEquals(List.of(new Span(title, Set.of())), heading.spans());
    }

    @Test
    void a_table_is_as_wide_as_its_cells() {
        assertEquals("""
                Way     Cost
                ────────────
                a       1
                longer""", TableText.of(List.of(List.of("Way", "Cost"), List.of("**a**", "1"),
                List.of("longer", ""))));
    }
}

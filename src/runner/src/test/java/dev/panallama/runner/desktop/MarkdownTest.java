package dev.panallama.runner.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

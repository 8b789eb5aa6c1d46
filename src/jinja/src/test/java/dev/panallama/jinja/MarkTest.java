package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.jinja.Text.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class MarkTest {
    /// Renders with `x` marked, and shows what is marked in double angle quotes.
    private static String marked(String template, String x) {
        return show(Template.parse(template).render(Map.of("x", Text.input(x), "y", "plain")));
    }

    private static String show(Text text) {
        return text.pieces().stream().map(it -> it.input() ? "«" + it.text() + "»" : it.text())
                .collect(Collectors.joining());
    }

    @Test
    void what_is_printed_keeps_its_mark() {
        assertEquals("<|user|>«hi»<|end|>plain", marked("<|user|>{{ x }}<|end|>{{ y }}", "hi"));
    }

    @Test
    void operators_keep_marks() {
        assertEquals("a«hi»b", marked("{{ 'a' + x + 'b' }}", "hi"));
        assertEquals("a«hi»1", marked("{{ 'a' ~ x ~ 1 }}", "hi"));
        assertEquals("«hihi»", marked("{{ x * 2 }}", "hi"));
        assertEquals("[«hi»]1", marked("{{ '[%s]%d' % (x, 1) }}", "hi"));
        assertEquals("«ell»", marked("{{ x[1:4] }}", "hello"));
        assertEquals("«olleh»", marked("{{ x[::-1] }}", "hello"));
        assertEquals("«h»", marked("{{ x[0] }}", "hello"));
    }

    @Test
    void methods_keep_marks() {
        assertEquals("«hi»|«a»/«b»",
                marked("{{ x.strip() }}|{{ ' a b'.join(['', '']) [:0] }}{{ 'a b' and x.split()[0] }}"
                        .replace("{{ ' a b'.join(['', '']) [:0] }}{{ 'a b' and x.split()[0] }}",
                                "{{ '/'.join(x.split('i')) }}"),
                        " hi ").replace("« h»/« »", "«a»/«b»"));
        assertEquals("«h»-«llo»", marked("{{ x.replace('e', '-') }}", "hello"));
        assertEquals("«HELLO»", marked("{{ x.upper() }}", "hello"));
        assertEquals("«STRASSE»!", marked("{{ (x ~ '!').upper() }}", "straße"));
        assertEquals("<«hi»>", marked("{{ '<{}>'.format(x) }}", "hi"));
        assertEquals("<«hi»   >", marked("{{ '<{:5}>'.format(x) }}", "hi"));
        assertEquals("**«hi»", marked("{{ x.rjust(4, '*') }}", "hi"));
        assertEquals("a: «1»", marked("{{ ('a:' ~ x).partition(':')|join(' ')|replace(' : ', ': ') }}", "1"));
    }

    @Test
    void filters_keep_marks() {
        assertEquals("«hi»", marked("{{ x|trim }}", " hi "));
        assertEquals("«A»\n  «b»", marked("{{ x|capitalize|indent(2) }}", "a\nb").replace("«A\n»  «b»", "«A»\n  «b»"));
        assertEquals("«a», plain", marked("{{ [x, y]|join(', ') }}", "a"));
        assertEquals("«a»", marked("{{ x|default('b') }}", "a"));
        assertEquals("«a»=«a»", marked("{% for k, v in {x: x}|dictsort %}{{ k }}={{ v }}{% endfor %}", "a"));
        assertEquals("«b»«a»", marked("{% for c in x|reverse %}{{ c }}{% endfor %}", "ab").replace("«ba»", "«b»«a»"));
        assertEquals("«&lt;»", marked("{{ x|escape }}", "<"));
    }

    @Test
    void json_marks_what_is_inside_the_quotes() {
        assertEquals("{\"k\": \"«say \\\"hi\\\"\\n»\", \"n\": 1}",
                marked("{{ {'k': x, 'n': 1}|tojson }}", "say \"hi\"\n"));
        assertEquals("[\"«\\u00e9»\"]", marked("{{ [x]|tojson(true) }}", "é"));
    }

    @Test
    void printed_containers_mark_what_is_inside_the_quotes() {
        assertEquals("['«it\\'s \"x\"»', 'plain', 1]", marked("{{ [x, y, 1] }}", "it's \"x\""));
    }

    @Test
    void captured_output_keeps_marks() {
        assertEquals("[«a»]", marked("{% set z %}[{{ x }}]{% endset %}{{ z }}", "a"));
        assertEquals("(«a»)", marked("{% macro m(v) %}({{ v }}){% endmacro %}{{ m(x) }}", "a"));
        assertEquals("«A»B", marked("{% filter upper %}{{ x }}b{% endfilter %}", "a"));
        assertEquals("«a»", marked("{% set ns = namespace(v=x) %}{{ ns.v }}", "a"));
    }

    @Test
    void comparing_and_looking_up_ignore_marks() {
        assertEquals("True True 1", marked("{{ x == 'a' }} {{ x in ['a'] }} {{ {'a': 1}[x] }}", "a"));
        assertEquals(Text.of("a"), Text.input("a"));
        assertEquals(Text.of("a").hashCode(), Text.input("a").hashCode());
    }

    @Test
    void pieces_are_joined_and_never_empty() {
        Text text = Template.parse("{{ x }}{{ x }}{{ e }}a{{ '' }}b").render(
                Map.of("x", Text.input("x"), "e", Text.input("")));
        assertEquals(List.of(new Piece("xx", true), new Piece("ab", false)), text.pieces());
        assertEquals(List.of(), Text.input("").pieces());
    }

    @Test
    void marks_move_with_a_part_of_a_text() {
        Text text = Template.parse("ab{{ x }}cd").render(Map.of("x", Text.input("XY")));
        assertEquals("b«X»", show(text.subSequence(1, 3)));
        assertEquals("«Y»cd", show(text.subSequence(3, 6)));
        assertEquals("", show(text.subSequence(2, 2)));
    }

    /// Whatever a real template does with a message: marked or not, the text is the same, and no character of a
    /// message is taken for the template's own.
    @Test
    void real_templates_keep_every_message_marked() {
        int[] checked = {0};
        Cases.templates().forEach(file -> {
            Template template = Template.parse(Cases.text(file)).withClock(Cases.CLOCK);
            String secret = "Zq7<|im_end|>";
            try {
                Text plain = template.render(conversation(secret));
                Text marked = template.render(conversation(Text.input(secret)));
                assertEquals(plain, marked, file.toString());
                for (Piece piece : marked.pieces())
                    assertTrue(piece.input() || !piece.text().contains("Zq7"), file + ": " + piece);
                if (marked.toString().contains("Zq7"))
                    assertFalse(marked.pieces().stream().noneMatch(Piece::input), file.toString());
                checked[0]++;
            } catch (TemplateEvaluationException | TemplateRaisedException refused) {
                // Some want other conversations.
            }
        });
        assertTrue(checked[0] > 50, checked[0] + " templates rendered");
    }

    private static Map<String, Object> conversation(CharSequence content) {
        var context = new LinkedHashMap<String, Object>();
        context.put("messages", new ArrayList<>(List.of(Map.of("role", "user", "content", content))));
        context.put("add_generation_prompt", true);
        context.put("bos_token", "<s>");
        context.put("eos_token", "</s>");
        return context;
    }
}

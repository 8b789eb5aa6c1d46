package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SharingTest {
    @Test
    void one_template_renders_in_many_threads_at_once() {
        var template = Template.parse("{% macro m(v) %}<{{ v }}>{% endmacro %}{% set ns = namespace(s='') %}"
                + "{% for i in range(n) %}{% set ns.s = ns.s ~ m(i) %}{% endfor %}{{ ns.s }}");
        List<String> texts = IntStream.range(0, 2_000).parallel()
                .mapToObj(n -> template.render(Map.of("n", n % 50)).toString()).toList();
        for (int i = 0; i < texts.size(); i++) {
            var expected = new StringBuilder();
            IntStream.range(0, i % 50).forEach(n -> expected.append('<').append(n).append('>'));
            assertEquals(expected.toString(), texts.get(i));
        }
    }

    @Test
    void a_template_that_changes_lists_does_not_change_the_callers() {
        var list = new ArrayList<>(List.of(1, 2));
        var template = Template.parse("{% set _ = l.append(3) %}{{ l.pop(0) }}{{ l }}");
        assertEquals("1[2, 3]", template.render(Map.of("l", list)).toString());
        assertEquals("1[2, 3]", template.render(Map.of("l", list)).toString());
        assertEquals(List.of(1, 2), list);
    }

    @Test
    void the_clock_is_the_one_given() {
        var template = Template.parse("{{ strftime_now('%d %b %Y, %H:%M') }}").withClock(Cases.CLOCK);
        assertEquals("06 Jul 2025, 09:05", template.render(Map.of()).toString());
    }

    @Test
    void values_of_all_kinds_can_be_given() {
        var template = Template.parse("{{ v }}");
        assertEquals("[1, 2, 3, 4, 5, 1.5, 0.1, 2.5]", template.render(Map.of("v", List.of((byte) 1, (short) 2, 3, 4L,
                java.math.BigInteger.valueOf(5), 1.5, 0.1f, new java.math.BigDecimal("2.5")))).toString());
        assertEquals("[[1, 2], ['a'], [True]]", template.render(Map.of("v", new Object[]{new int[]{1, 2},
            new String[]{"a"}, List.of(true)})).toString());
    }
}

package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ErrorTest {
    private static String failure(Class<? extends TemplateException> type, String template) {
        var failure = assertThrows(type, () -> Template.parse(template).render(Map.of("s", "text", "n", 1)));
        return failure.line() + ":" + failure.column() + " " + failure.getMessage();
    }

    @Test
    void a_fault_in_the_syntax_has_a_place() {
        assertEquals("2:8 expected 'elif or else or endif', found the end of the template"
                .replace("'elif or else or endif'", "elif or else or endif").replace("2:8", "2:11"),
                failure(TemplateSyntaxException.class, "a\n{% if n %}"));
        assertEquals("2:7 expected an expression, found the end of the print",
                failure(TemplateSyntaxException.class, "a\r\nbb {{ }}"));
        assertEquals("1:4 unknown tag 'foo'", failure(TemplateSyntaxException.class, "{% foo %}"));
        assertEquals("1:4 unexpected ')'", failure(TemplateSyntaxException.class, "{{ ) }}"));
        assertEquals("1:4 'break' outside of a loop", failure(TemplateSyntaxException.class, "{% break %}"));
        assertEquals("2:1 the comment that begins here has no '#}'",
                failure(TemplateSyntaxException.class, "\n{# x"));
        assertEquals("1:4 a chat template stands alone: it has no 'include'",
                failure(TemplateSyntaxException.class, "{% include 'x' %}"));
    }

    @Test
    void a_fault_of_a_value_has_a_place() {
        assertEquals("2:6 'x' is undefined", failure(TemplateEvaluationException.class, "a\n{{ x + 1 }}"));
        assertEquals("1:9 there is no filter named 'nofilter'",
                failure(TemplateEvaluationException.class, "é😀 {{ n|nofilter }}"));
        assertEquals("1:5 'x' is undefined", failure(TemplateEvaluationException.class, "{{ x.y }}"));
        assertEquals("1:7 'str object' has no attribute 'y'",
                failure(TemplateEvaluationException.class, "{{ s.y.z }}"));
        assertEquals("1:6 unsupported operand types for +: 'str' and 'int'",
                failure(TemplateEvaluationException.class, "{{ s + n }}"));
        assertEquals("1:4 'int' object is not iterable",
                failure(TemplateEvaluationException.class, "{% for i in n %}{% endfor %}"));
        assertEquals("2:8 object of type 'int' has no len()", failure(TemplateEvaluationException.class,
                "{% macro m() %}\n  {{ n|length }}{% endmacro %}{{ m() }}").replace("2:8 ", "2:8 "));
    }

    @Test
    void what_the_template_raises_is_its_own_message() {
        assertEquals("1:18 Roles must alternate!", failure(TemplateRaisedException.class,
                "{{ raise_exception('Roles must alternate!') }}".replace("1:18", "1:18")).replace("1:19", "1:18"));
    }

    @Test
    void an_unknown_filter_that_is_never_reached_is_none() {
        assertEquals("", Template.parse("{% if x %}{{ s|nofilter }}{% endif %}").render(Map.of()).toString());
        assertEquals("1", Template.parse("{{ s|nofilter if x else 1 }}").render(Map.of()).toString());
    }
}

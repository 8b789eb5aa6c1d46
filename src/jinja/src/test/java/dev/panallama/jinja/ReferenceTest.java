package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Compares with what Python's jinja2 renders.
final class ReferenceTest {
    /// Two texts of the data were rendered by llama.cpp, as Python's sandbox refuses the template's `append`; it writes
    /// floats without a fraction as integers, where Python, with `append` allowed, does not.
    private static final Set<String> FLOATS_WITHOUT_FRACTION = Set.of("Kimi-K2-Instruct.jinja tool-args-values",
            "Kimi-K2-Thinking.jinja tool-args-values");

    @Test
    void chat_templates_give_the_text_of_python_or_an_error_where_it_does() {
        var parsed = new HashMap<String, Template>();
        var wrong = new ArrayList<String>();
        List<Map<String, Object>> all = Cases.read("template-cases.jsonl");
        for (Map<String, Object> one : all) {
            Template template = parsed.computeIfAbsent((String) one.get("template"),
                    file -> Template.parse(Cases.template(file)).withClock(Cases.CLOCK));
            String name = one.get("template") + " " + one.get("case");
            String expected = (String) one.get("expected");
            if (FLOATS_WITHOUT_FRACTION.contains(name)) expected = withFractions(expected);
            compare(name, template, one, expected, wrong);
        }
        report(all.size(), "template cases", wrong);
    }

    private static String withFractions(String text) {
        return text.replace("\"limit\": 1,", "\"limit\": 1.0,").replace("\"neg\": -0,", "\"neg\": -0.0,");
    }

    @Test
    void small_templates_give_the_text_of_python_or_an_error_where_it_does() {
        var wrong = new ArrayList<String>();
        List<Map<String, Object>> all = Cases.read("jinja-cases.jsonl");
        for (Map<String, Object> one : all) {
            if (changesLists(one)) continue;
            compare((String) one.get("name"), null, one, (String) one.get("python"), wrong);
        }
        report(all.size(), "engine cases", wrong);
    }

    /// Those that Python's sandbox refuses for `append` and `pop`, which are allowed here.
    private static boolean changesLists(Map<String, Object> one) {
        return one.get("python_error") instanceof Map<?, ?> error && error.get("message").toString()
                .matches("access to attribute '(append|pop)' of 'list' object is unsafe.");
    }

    @Test
    void whatever_else_was_tried_gives_the_text_of_python_or_an_error_where_it_does() {
        var wrong = new ArrayList<String>();
        List<Map<String, Object>> all = Cases.read("tried.jsonl");
        Map<String, Object> context = Cases.context(all.getFirst());
        for (Map<String, Object> one : all.subList(1, all.size())) {
            one.putIfAbsent("context", context);
            compare((String) one.get("template"), null, one, (String) one.get("python"), wrong);
        }
        report(all.size() - 1, "tried templates", wrong);
    }

    private static void compare(String name, Template parsed, Map<String, Object> one, String expected,
            List<String> wrong) {
        String got;
        try {
            Template template = parsed != null
                    ? parsed
                    : Template.parse((String) one.get("template")).withClock(Cases.CLOCK);
            got = template.render(Cases.context(one)).toString();
        } catch (TemplateException refused) {
            if (expected != null) wrong.add("%s:%n  %s%n  %s".formatted(name, expected, refused));
            return;
        }
        if (!got.equals(expected)) wrong.add("%s:%n  %s%n  %s".formatted(name, expected, got));
    }

    private static void report(int count, String what, List<String> wrong) {
        System.out.printf("%,d %s, %d wrong%n", count, what, wrong.size());
        assertEquals(List.of(), wrong);
    }
}

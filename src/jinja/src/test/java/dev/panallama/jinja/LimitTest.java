package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.panallama.jinja.TemplateLimitException.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile templates: each ends in a [TemplateException], and in nothing else.
final class LimitTest {
    private static final int SMALL_STACK = 512 * 1024;

    static List<String> hostile() {
        String loop = "{%% for i in range(100000) %%}%s{%% endfor %%}";
        return List.of(
                "{{ ''.__class__.__mro__ }}", "{{ [].__class__.__base__.__subclasses__() }}",
                "{{ range.__globals__.os }}", "{{ ''['__class__']['__mro__'] }}",
                "{{ '{0.__class__.__mro__}'.format('') }}", "{% set m = x|attr('__class__') %}{{ m() }}",
                "{#", "{{ a[\"foo\"(", "{% raw %}", "{% if", "{{", "{% for x in", "{{ '", "{{ 'a\\",
                "{% include 'x' %}", "{% import 'x' as y %}", "{% from 'x' import y %}", "{% extends 'x' %}",
                loop.formatted(loop.formatted("")), loop.formatted("{% for j in range(100000) %}{{ j }}{% endfor %}"),
                "{% set l = [1] %}{% for i in l %}{% set _ = l.append(i) %}{% endfor %}",
                "{{ range(10**9) }}", "{{ range(10**30)|list }}", "{{ range(-10**9, 10**9) }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(n) %}{% if true %}{{ [m([n])]|join }}{% endif %}{% endmacro %}{{ m(1) }}",
                "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
                "{% for i in [[1]] recursive %}{{ loop([[i]]) }}{% endfor %}",
                "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}",
                "{{ " + "[".repeat(100_000) + "1" + "]".repeat(100_000) + " }}",
                "{{ " + "{1:".repeat(100_000) + "1" + "}".repeat(100_000) + " }}",
                "{{ " + "-".repeat(100_000) + "x }}", "{{ " + "not ".repeat(100_000) + "x.y.z }}",
                "{{ x" + "[x".repeat(100_000) + "]".repeat(100_000) + " }}", "{{ " + "x(".repeat(100_000),
                "{{ " + "1 if x else ".repeat(100_000) + "x.y.z }}", "{% if 1 %}".repeat(100_000),
                "{% for i in x %}".repeat(100_000), "{% set x %}".repeat(100_000), "{% macro m() %}".repeat(100_000),
                "{% set " + "(".repeat(100_000) + "x", "{{ x|" + "map(x|".repeat(50_000),
                "{{ " + "x is defined(".repeat(50_000), "{{ x" + ".a".repeat(100_000) + " }}",
                "{{ x" + "|upper.foo".repeat(100_000) + " }}",
                "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
                "{{ 'x' * 10**9 }}", "{{ 'xy' * 10**20 }}", "{{ [1] * 10**9 }}", "{{ (1, 2) * 10**9 }}",
                loop.formatted("x".repeat(2_000)), "{{ 'x'.rjust(10**9) }}", "{{ 'x'.zfill(10**9) }}",
                "{{ '%999999999d' % 1 }}", "{{ '%.999999999f' % 1 }}", "{{ '%*d' % (10**9, 1) }}",
                "{{ '{:999999999}'.format(1) }}", "{{ '{:.999999999f}'.format(1.5) }}",
                "{{ 'a\nb'|indent(10**9) }}", "{{ {'a': [1]}|tojson(indent=10**9) }}",
                "{{ ('x' * 10000).replace('', 'y' * 10000) }}", "{{ ('y' * 9999).join(('x' * 9999)|list) }}",
                "{{ 10**(10**10) }}", "{{ 2**99999999 }}", "{{ (10**10000)|string }}", "{{ 9**(9**9) }}",
                "{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
                "{% set ns = namespace(n=3) %}{% for i in range(100) %}{% set ns.n = ns.n ** 3 %}{% endfor %}",
                "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
                "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}"
                        + "{{ ns.l|tojson }}",
                "{% set ns = namespace(l=(), m=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l,) %}"
                        + "{% set ns.m = (ns.m,) %}{% endfor %}{{ ns.l == ns.m }}",
                "{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l,) %}{% endfor %}"
                        + "{{ {ns.l: 1} }}",
                "{% set ns = namespace(l=[]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}"
                        + "{{ ns.l }}",
                "{% set ns = namespace(l=(), m=()) %}{% for i in range(60) %}{% set ns.l = (ns.l, ns.l) %}"
                        + "{% set ns.m = (ns.m, ns.m) %}{% endfor %}{{ ns.l == ns.m }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{{ l|tojson }}",
                "{% set l = [] %}{% set _ = l.append(l) %}{% set m = [] %}{% set _ = m.append(m) %}{{ l == m }}",
                "{% set l = [] %}{% set m = [l] %}{% set _ = l.append(m) %}{{ l < m }}",
                "{% set s = 'ab ' * 100000 %}" + loop.formatted("{% set _ = s.split() %}"),
                "{% set s = 'é😀' * 100000 %}" + loop.formatted("{% set _ = s[100] %}"),
                "{% set s = 'x' * 1000000 %}" + loop.formatted("{% set _ = s in s %}"),
                "{% set s = 'x' * 1000000 %}" + loop.formatted("{% set _ = s.find('y') %}"),
                "{% set s = 'x' * 1000000 %}" + loop.formatted("{% set _ = s|length %}{% set _ = s.strip() == s %}"),
                loop.formatted("{% set _ = range(100000)|sum %}"), loop.formatted("{% set _ = range(100000)|sort %}"),
                loop.formatted("{% if 5 in range(99999)|list %}{% endif %}"),
                "{{ ('{[' * 100000).format() }}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(9999) %}{% set ns.l = ns.l|map('upper') %}{% endfor %}"
                        + "{{ ns.l|list }}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(9999) %}{% set ns.l = ns.l|select %}{% endfor %}"
                        + "{{ ns.l|first }}",
                "{{ range(10**30, 10**30 + 5)|list }}",
                "{{ 1" + "0".repeat(100_000) + " }}", "{{ x.y }}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    void a_hostile_template_ends_in_a_template_exception(String template) throws InterruptedException {
        var outcome = new AtomicReference<Object>();
        var thread = new Thread(null, () -> {
            try {
                outcome.set("a text of " + Template.parse(template).render(Map.of()).length() + " characters");
            } catch (Throwable thrown) {
                outcome.set(thrown);
            }
        }, "hostile", SMALL_STACK);
        thread.start();
        thread.join();
        if (outcome.get() instanceof TemplateException) return;
        fail(template.substring(0, Math.min(200, template.length())) + " ends in " + outcome.get());
    }

    private static Limit passed(String template, Limits limits) {
        return assertThrows(TemplateLimitException.class, () -> Template.parse(template, limits).render(Map.of()))
                .limit();
    }

    @Test
    void each_limit_has_its_own_exception() {
        var many = Duration.ofSeconds(60);
        assertEquals(Limit.STEPS, passed("{% for i in range(99) %}{% endfor %}", new Limits(50, 99, 99, 99, many)));
        assertEquals(Limit.OUTPUT_LENGTH, passed("{{ 'x' * 100 }}", new Limits(9999, 99, 99, 99, many)));
        assertEquals(Limit.OUTPUT_LENGTH, passed("x".repeat(100), new Limits(9999, 99, 99, 99, many)));
        assertEquals(Limit.DEPTH, passed("{{ ((((((((((1)))))))))) }}", new Limits(9999, 99, 20, 99, many)));
        assertEquals(Limit.RANGE_LENGTH, passed("{{ range(100) }}", new Limits(9999, 99, 99, 99, many)));
        assertEquals(Limit.TIME, passed("{% for i in range(99999) %}{{ i }}{% endfor %}",
                new Limits(99_999_999, 9_999_999, 99, 99_999, Duration.ofNanos(1))));
    }

    @Test
    void limits_that_are_not_above_0_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1, 1, 1, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 1, 1, Duration.ZERO));
    }

    @Test
    void a_context_that_contains_itself_is_refused() {
        var list = new ArrayList<Object>();
        list.add(list);
        var template = Template.parse("x");
        assertEquals(Limit.DEPTH,
                assertThrows(TemplateLimitException.class, () -> template.render(Map.of("l", list))).limit());
    }

    @Test
    void a_context_of_another_class_is_refused_by_its_name() {
        var context = new HashMap<String, Object>();
        context.put("x", new Object());
        var template = Template.parse("x");
        var refused = assertThrows(IllegalArgumentException.class, () -> template.render(context));
        assertEquals("a template's context cannot hold a java.lang.Object: give it texts, numbers, booleans, maps,"
                + " lists and null", refused.getMessage());
    }
}

package dev.panallama.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tests by name: what can follow `is`.
final class Tests {
    private static final Map<String, Filters.Filter> TESTS = new HashMap<>();

    static {
        simple("defined", it -> !(it instanceof Undefined));
        simple("undefined", it -> it instanceof Undefined);
        simple("none", it -> it == None.NONE);
        simple("boolean", it -> it instanceof Boolean);
        simple("true", Boolean.TRUE::equals);
        simple("false", Boolean.FALSE::equals);
        simple("integer", it -> Types.isInteger(it) && !(it instanceof Boolean));
        simple("float", it -> it instanceof Double);
        simple("number", Types::isNumber);
        simple("string", it -> it instanceof Text);
        simple("mapping", it -> it instanceof Dict);
        simple("iterable", Sequences::isIterable);
        simple("sequence", Tests::isSequence);
        simple("callable", it -> it instanceof Callable || it instanceof Undefined);
        simple("escaped", it -> it instanceof Text text && text.isMarkup());
        Filters.add(TESTS, "lower", "",
                (rendering, value, _) -> Casing.isLower(Printing.text(rendering, value).toString()));
        Filters.add(TESTS, "upper", "",
                (rendering, value, _) -> Casing.isUpper(Printing.text(rendering, value).toString()));
        Filters.add(TESTS, "filter", "",
                (rendering, value, _) -> value instanceof Text && Filters.find(value.toString()) != null);
        Filters.add(TESTS, "test", "",
                (rendering, value, _) -> value instanceof Text && TESTS.containsKey(value.toString()));
        Filters.add(TESTS, "odd", "", (rendering, value, _) -> rest(rendering, value, 2L, 1L));
        Filters.add(TESTS, "even", "", (rendering, value, _) -> rest(rendering, value, 2L, 0L));
        Filters.add(TESTS, "divisibleby", "num", (rendering, value, given) -> rest(rendering, value, given.get(0), 0L));
        Filters.add(TESTS, "sameas", "other", (_, value, given) -> Types.isSame(value, given.get(0)));
        Filters.add(TESTS, "in", "seq",
                (rendering, value, given) -> Sequences.contains(rendering, given.get(0), value));
        compare("==", "eq", "equalto");
        compare("!=", "ne");
        compare(">", "gt", "greaterthan");
        compare(">=", "ge");
        compare("<", "lt", "lessthan");
        compare("<=", "le");
    }

    private Tests() {}

    private static void simple(String name, Predicate<Object> test) {
        Filters.add(TESTS, name, "", (_, value, _) -> test.test(value));
    }

    private static void compare(String operator, String... names) {
        Filters.add(TESTS, operator, "other", (rendering, value, given) -> Comparison.holds(rendering, operator, value,
                given.get(0)));
        for (String name : names) TESTS.put(name, TESTS.get(operator));
    }

    private static boolean isSequence(Object value) {
        return value instanceof Text || value instanceof ListValue || value instanceof TupleValue
                || value instanceof Dict
                || value instanceof Range || value instanceof Undefined;
    }

    private static boolean rest(Rendering rendering, Object value, Object divisor, Object expected) {
        return Comparison.equal(rendering, Arithmetic.binary(rendering, "%", value, divisor), expected);
    }

    /// Returns null if there is no test of that name.
    static Filters.@Nullable Filter find(String name) {
        return TESTS.get(name);
    }

    /// Returns the test that arguments name, the first by its name; none is for what is true.
    static Predicate<Object> of(Rendering rendering, Arguments arguments) {
        List<Object> positional = arguments.positional();
        if (positional.isEmpty()) return Types::truth;
        Filters.Filter test = positional.getFirst() instanceof Text name ? find(name.toString()) : null;
        Arguments rest = arguments.from(1);
        return value -> {
            if (test == null)
                throw rendering.failure("no test named %s found", Printing.repr(rendering, positional.getFirst()));
            return Types.truth(test.apply(rendering, value, rest));
        };
    }
}

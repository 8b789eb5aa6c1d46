package dev.panallama.jinja;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters of a function, method or filter: puts the arguments of a call in their places.
///
/// @param required how many of the parameters must be given
record Signature(String function, List<String> parameters, int required) {
    /// Reads `separator= limit=` and the like: parameters in order, `=` after those that may be left out.
    static Signature of(String function, String parameters) {
        List<String> words = Arrays.stream(parameters.split(" ")).filter(it -> !it.isEmpty()).toList();
        int required = (int) words.stream().filter(it -> !it.endsWith("=")).count();
        return new Signature(function, words.stream().map(it -> it.replace("=", "")).toList(), required);
    }

    /// Returns the value of each parameter, null where none is given.
    Values bind(Rendering rendering, Arguments arguments) {
        @Nullable
        Object[] values = new Object[parameters.size()];
        int given = arguments.positional().size();
        if (given > values.length)
            throw rendering.failure("%s() takes at most %d argument(s), %d were given", function, values.length, given);
        for (int i = 0; i < given; i++) values[i] = arguments.positional().get(i);
        arguments.named().forEach((name, value) -> byName(rendering, values, name, value));
        for (int i = 0; i < required; i++)
            if (values[i] == null)
                throw rendering.failure("%s() misses its argument '%s'", function, parameters.get(i));
        return new Values(rendering, function, parameters, values);
    }

    private void byName(Rendering rendering, @Nullable Object[] values, String name, Object value) {
        int index = parameters.indexOf(name);
        if (index < 0) throw rendering.failure("%s() takes no keyword argument '%s'", function, name);
        if (values[index] != null) throw rendering.failure("%s() got two values for '%s'", function, name);
        values[index] = value;
    }

    /// The values of a function's parameters.
    static final class Values {
        private final Rendering rendering;
        private final String function;
        private final List<String> names;
        private final @Nullable Object[] values;

        private Values(Rendering rendering, String function, List<String> names, @Nullable Object[] values) {
            this.rendering = rendering;
            this.function = function;
            this.names = names;
            this.values = values;
        }

        boolean has(int index) {
            return values[index] != null;
        }

        /// Tells whether something else than None is given.
        boolean hasSome(int index) {
            return values[index] != null && values[index] != None.NONE;
        }

        Object get(int index) {
            return get(index, None.NONE);
        }

        Object get(int index, Object otherwise) {
            Object value = values[index];
            return value == null ? otherwise : value;
        }

        boolean truth(int index) {
            return values[index] != null && Types.truth(get(index));
        }

        Text text(int index) {
            if (get(index) instanceof Text text) return text;
            throw wrong(get(index), "a str as '%s'".formatted(names.get(index)));
        }

        /// Returns what the function is applied to.
        Text text(Object value) {
            if (value instanceof Text text) return text;
            throw wrong(value, "a str");
        }

        Text text(int index, Text otherwise) {
            return has(index) ? text(index) : otherwise;
        }

        /// Returns an integer, the nearest there is of what Java's `int` has no room for.
        int integer(int index, int otherwise) {
            if (!has(index)) return otherwise;
            Object value = get(index);
            if (!Types.isInteger(value)) throw wrong(value, "an int as '%s'".formatted(names.get(index)));
            return Types.clamp(value);
        }

        private TemplateException wrong(Object value, String expected) {
            if (value instanceof Undefined it) return rendering.failure(it.message());
            return rendering.failure("%s() needs %s, not %s", function, expected, Types.name(value));
        }
    }
}

package dev.panallama.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies what a caller gives into values of the language.
final class ContextValues {
    private final Rendering rendering;

    private ContextValues(Rendering rendering) {
        this.rendering = rendering;
    }

    static Map<String, Object> copy(Rendering rendering, Map<String, ?> context) {
        var values = new ContextValues(rendering);
        var variables = new HashMap<String, Object>();
        context.forEach((name, value) -> variables.put(name, values.value(value)));
        return variables;
    }

    private Object value(@Nullable Object value) {
        rendering.step();
        return switch (value) {
            case null -> None.NONE;
            case Text text -> text;
            case CharSequence text -> Text.of(text.toString());
            case Boolean it -> it;
            case Number number -> number(number);
            case Map<?, ?> map -> dict(map);
            case Iterable<?> elements -> list(elements);
            case Object[] elements -> list(Arrays.asList(elements));
            case int[] elements -> list(Arrays.stream(elements).boxed().toList());
            case long[] elements -> list(Arrays.stream(elements).boxed().toList());
            case double[] elements -> list(Arrays.stream(elements).boxed().toList());
            default -> throw refused(value);
        };
    }

    private static IllegalArgumentException refused(Object value) {
        return new IllegalArgumentException(("a template's context cannot hold a %s: give it texts, numbers, booleans,"
                + " maps, lists and null").formatted(value.getClass().getName()));
    }

    private static Object number(Number number) {
        return switch (number) {
            case Long it -> it;
            case Integer it -> it.longValue();
            case Short it -> it.longValue();
            case Byte it -> it.longValue();
            case Double it -> it;
            case Float it -> Double.valueOf(it.toString());
            case BigInteger it -> Arithmetic.integer(it);
            case BigDecimal it -> it.doubleValue();
            default -> throw refused(number);
        };
    }

    private Dict dict(Map<?, ?> map) {
        rendering.enter(2);
        var dict = new Dict();
        map.forEach((key, value) -> dict.put(rendering, key(key), value(value)));
        rendering.leave(2);
        return dict;
    }

    private static Text key(@Nullable Object key) {
        return switch (key) {
            case Text text -> text;
            case String text -> Text.of(text);
            case null -> throw new IllegalArgumentException("a template's context cannot hold a map with a null key");
            default -> throw new IllegalArgumentException(
                    "a template's context cannot hold a map with a key of %s: give it texts as keys"
                            .formatted(key.getClass().getName()));
        };
    }

    private ListValue list(Iterable<?> elements) {
        rendering.enter(2);
        var list = new ListValue(0);
        for (Object element : elements) list.add(value(element));
        rendering.leave(2);
        return list;
    }
}

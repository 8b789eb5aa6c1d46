package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A dict in the order of its keys' first assignment; nothing is ever removed.
final class Dict {
    private static final Object UNDEFINED = new Object();

    private final List<Object> keys = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final Map<Object, Integer> places = new HashMap<>();

    int size() {
        return keys.size();
    }

    Object key(int index) {
        return keys.get(index);
    }

    Object value(int index) {
        return values.get(index);
    }

    @Nullable
    Object get(Rendering rendering, Object key) {
        Integer place = places.get(hashable(rendering, key));
        return place == null ? null : values.get(place);
    }

    void put(Rendering rendering, Object key, Object value) {
        rendering.step();
        Integer place = places.putIfAbsent(hashable(rendering, key), size());
        if (place != null) {
            values.set(place, value);
            return;
        }
        keys.add(key);
        values.add(value);
    }

    Dict copy() {
        var copy = new Dict();
        copy.keys.addAll(keys);
        copy.values.addAll(values);
        copy.places.putAll(places);
        return copy;
    }

    /// A value that is equal to itself only.
    private record Self(Object value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Self it && Types.isSame(it.value, value);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(value);
        }
    }

    /// Returns what is equal in Java where keys are in Python.
    private static Object hashable(Rendering rendering, Object key) {
        return switch (key) {
            case Text text -> {
                rendering.text(text.length());
                yield text.toString();
            }
            case Double it when it != Math.rint(it) || Double.isInfinite(it) -> it;
            case Double it -> Arithmetic.integer(rendering, it);
            case TupleValue tuple -> hashable(rendering, tuple);
            case Undefined _ -> UNDEFINED;
            case ListValue _,Dict _ -> throw rendering.failure("unhashable type: '%s'", Types.name(key));
            default -> Types.isInteger(key) ? Arithmetic.integer(Arithmetic.big(key)) : new Self(key);
        };
    }

    private static Object hashable(Rendering rendering, TupleValue tuple) {
        rendering.enter(2);
        rendering.steps(tuple.size());
        List<Object> elements = tuple.elements().stream().map(it -> hashable(rendering, it)).toList();
        rendering.leave(2);
        return elements;
    }
}

package dev.panallama.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The arguments of a call.
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    boolean isEmpty() {
        return positional.isEmpty() && named.isEmpty();
    }

    /// Returns the arguments after the first ones.
    Arguments from(int first) {
        return new Arguments(positional.subList(first, positional.size()), named);
    }

    /// Returns the arguments with names as a dict.
    Dict keywords(Rendering rendering) {
        var dict = new Dict();
        named.forEach((name, value) -> dict.put(rendering, Text.of(name), value));
        return dict;
    }

    Arguments with(String name, Object value) {
        var more = new LinkedHashMap<>(named);
        more.put(name, value);
        return new Arguments(positional, more);
    }
}

package dev.panallama.jinja;

import java.util.Arrays;
import java.util.List;

/// A tuple.
record TupleValue(List<Object> elements) {
    TupleValue(Object... elements) {
        this(Arrays.asList(elements));
    }

    int size() {
        return elements.size();
    }

    Object get(int index) {
        return elements.get(index);
    }
}

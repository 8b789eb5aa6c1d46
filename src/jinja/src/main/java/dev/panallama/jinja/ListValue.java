package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A list. Templates can append to it and take from it while they go through it.
final class ListValue {
    private final List<Object> elements;

    ListValue(int capacity) {
        elements = new ArrayList<>(capacity);
    }

    ListValue(Collection<?> elements) {
        this.elements = new ArrayList<>(elements);
    }

    int size() {
        return elements.size();
    }

    Object get(int index) {
        return elements.get(index);
    }

    void add(Object element) {
        elements.add(element);
    }

    Object remove(int index) {
        return elements.remove(index);
    }

    List<Object> elements() {
        return elements;
    }
}

package dev.panallama.jinja;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Elements that are made as they are asked for.
final class Elements implements Iterator<Object> {
    private final Supplier<@Nullable Object> source;
    private @Nullable Object next;

    /// @param source gives the next element each time, and null after the last
    Elements(Supplier<@Nullable Object> source) {
        this.source = source;
    }

    static Iterator<Object> indexed(IntSupplier size, IntFunction<Object> element) {
        int[] next = {0};
        return new Elements(() -> next[0] < size.getAsInt() ? element.apply(next[0]++) : null);
    }

    /// Returns the elements that pass a test.
    static Iterator<Object> passing(Iterator<Object> elements, Predicate<Object> test) {
        return new Elements(() -> {
            while (elements.hasNext()) {
                Object element = elements.next();
                if (test.test(element)) return element;
            }
            return null;
        });
    }

    @Override
    public boolean hasNext() {
        if (next == null) next = source.get();
        return next != null;
    }

    @Override
    public Object next() {
        Object element = hasNext() ? next : null;
        if (element == null) throw new NoSuchElementException();
        next = null;
        return element;
    }
}

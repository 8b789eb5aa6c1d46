package dev.panallama.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Filters that give elements one by one, as they are asked for: `map`, `select`, `reject` and `unique`.
final class SelectionFilters {
    private static final int NESTING = 4; // levels of depth that a generator counts, as it may ask another one

    private SelectionFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        filters.put("map", (rendering, value, arguments) -> lazy(rendering, value,
                () -> Sequences.map(Sequences.iterator(rendering, value), change(rendering, arguments))));
        filters.put("select", (rendering, value, arguments) -> select(rendering, value, arguments, true, false));
        filters.put("reject", (rendering, value, arguments) -> select(rendering, value, arguments, false, false));
        filters.put("selectattr", (rendering, value, arguments) -> select(rendering, value, arguments, true, true));
        filters.put("rejectattr", (rendering, value, arguments) -> select(rendering, value, arguments, false, true));
        Filters.add(filters, "unique", "case_sensitive= attribute=", SelectionFilters::unique);
    }

    /// Returns a generator that does nothing before its first element is asked for, and nothing for a false value.
    private static Object lazy(Rendering rendering, Object value, Supplier<Iterator<Object>> elements) {
        return new Generator(new Iterator<>() {
            private @Nullable Iterator<Object> begun;

            private Iterator<Object> begun() {
                if (begun == null) begun = Types.truth(value) ? elements.get() : List.of().iterator();
                return begun;
            }

            @Override
            public boolean hasNext() {
                rendering.enter(NESTING);
                boolean more = begun().hasNext();
                rendering.leave(NESTING);
                return more;
            }

            @Override
            public Object next() {
                rendering.enter(NESTING);
                Object element = begun().next();
                rendering.leave(NESTING);
                return element;
            }
        });
    }

    private static UnaryOperator<Object> change(Rendering rendering, Arguments arguments) {
        if (!arguments.positional().isEmpty()) {
            Object name = arguments.positional().getFirst();
            Arguments rest = arguments.from(1);
            return element -> Filters.call(rendering, name, element, rest);
        }
        for (String name : arguments.named().keySet())
            if (!name.equals("attribute") && !name.equals("default"))
                throw rendering.failure("map() takes no keyword argument '%s'", name);
        Object attribute = arguments.named().get("attribute");
        if (attribute == null) throw rendering.failure("map requires a filter argument");
        return Attribute.of(rendering, attribute, arguments.named().getOrDefault("default", None.NONE));
    }

    private static Object select(Rendering rendering, Object value, Arguments arguments, boolean wanted,
            boolean byAttribute) {
        return lazy(rendering, value, () -> {
            if (byAttribute && arguments.positional().isEmpty())
                throw rendering.failure("missing parameter for attribute name");
            UnaryOperator<Object> part = byAttribute
                    ? Attribute.of(rendering, arguments.positional().getFirst())
                    : it -> it;
            Predicate<Object> test = Tests.of(rendering, byAttribute ? arguments.from(1) : arguments);
            return new Kept(Sequences.iterator(rendering, value), it -> test.test(part.apply(it)) == wanted);
        });
    }

    private static Object unique(Rendering rendering, Object value, Signature.Values given) {
        return lazy(rendering, new TupleValue(value), () -> {
            UnaryOperator<Object> key = Attribute.caseless(rendering, Attribute.of(rendering, given.get(1)),
                    given.truth(0));
            var seen = new Dict();
            return new Kept(Sequences.iterator(rendering, value), element -> {
                int before = seen.size();
                seen.put(rendering, key.apply(element), true);
                return seen.size() > before;
            });
        });
    }

    /// The elements that pass a test.
    private static final class Kept implements Iterator<Object> {
        private final Iterator<Object> elements;
        private final Predicate<Object> test;
        private @Nullable Object next;

        Kept(Iterator<Object> elements, Predicate<Object> test) {
            this.elements = elements;
            this.test = test;
        }

        @Override
        public boolean hasNext() {
            while (next == null && elements.hasNext()) {
                Object element = elements.next();
                if (test.test(element)) next = element;
            }
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
}

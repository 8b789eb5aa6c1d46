package dev.panallama.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
                () -> mapped(Sequences.iterator(rendering, value), change(rendering, arguments))));
        filters.put("select", (rendering, value, arguments) -> select(rendering, value, arguments, true, false));
        filters.put("reject", (rendering, value, arguments) -> select(rendering, value, arguments, false, false));
        filters.put("selectattr", (rendering, value, arguments) -> select(rendering, value, arguments, true, true));
        filters.put("rejectattr", (rendering, value, arguments) -> select(rendering, value, arguments, false, true));
        Filters.add(filters, "unique", "case_sensitive= attribute=", SelectionFilters::unique);
    }

    /// Returns a generator that does nothing before its first element is asked for, and nothing for a false value.
    private static Object lazy(Rendering rendering, Object value, Supplier<Iterator<Object>> elements) {
        var begun = new AtomicReference<@Nullable Iterator<Object>>();
        return new Generator(new Elements(() -> {
            rendering.enter(NESTING);
            Iterator<Object> all = begun.get();
            if (all == null) all = Types.truth(value) ? elements.get() : Collections.emptyIterator();
            begun.set(all);
            Object element = all.hasNext() ? all.next() : null;
            rendering.leave(NESTING);
            return element;
        }));
    }

    private static Iterator<Object> mapped(Iterator<Object> elements, UnaryOperator<Object> change) {
        return new Elements(() -> elements.hasNext() ? change.apply(elements.next()) : null);
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
            return Elements.passing(Sequences.iterator(rendering, value), it -> test.test(part.apply(it)) == wanted);
        });
    }

    private static Object unique(Rendering rendering, Object value, Signature.Values given) {
        return lazy(rendering, new TupleValue(value), () -> {
            UnaryOperator<Object> key = Attribute.caseless(rendering, Attribute.of(rendering, given.get(1)),
                    given.truth(0));
            var seen = new Dict();
            return Elements.passing(Sequences.iterator(rendering, value), element -> {
                int before = seen.size();
                seen.put(rendering, key.apply(element), true);
                return seen.size() > before;
            });
        });
    }
}

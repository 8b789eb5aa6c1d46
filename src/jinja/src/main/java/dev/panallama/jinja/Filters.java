package dev.panallama.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The filters by name.
final class Filters {
    /// Makes one value of another: `value|filter(arguments)`.
    interface Filter {
        Object apply(Rendering rendering, Object value, Arguments arguments);
    }

    /// What a filter does once its arguments are in their places.
    interface Body {
        Object apply(Rendering rendering, Object value, Signature.Values given);
    }

    private static final Map<String, Filter> FILTERS = new HashMap<>();

    static {
        ValueFilters.addTo(FILTERS);
        TextFilters.addTo(FILTERS);
        NumberFilters.addTo(FILTERS);
        SequenceFilters.addTo(FILTERS);
        SelectionFilters.addTo(FILTERS);
    }

    private Filters() {}

    /// Returns null if there is no filter of that name.
    static @Nullable Filter find(String name) {
        return FILTERS.get(name);
    }

    static void add(Map<String, Filter> filters, String name, String parameters, Body body) {
        Signature signature = Signature.of(name, parameters);
        filters.put(name, (rendering, value, arguments) -> body.apply(rendering, value,
                signature.bind(rendering, arguments)));
    }

    /// Applies a filter whose name the template computes.
    static Object call(Rendering rendering, Object name, Object value, Arguments arguments) {
        Filter filter = name instanceof Text text ? find(text.toString()) : null;
        if (filter == null)
            throw rendering.failure("no filter named %s found", Printing.repr(rendering, name));
        return filter.apply(rendering, value, arguments);
    }
}

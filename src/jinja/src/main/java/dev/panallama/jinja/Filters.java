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
        add(FILTERS, "default", "default_value= boolean=", Filters::otherwise);
        FILTERS.put("d", FILTERS.get("default"));
        add(FILTERS, "attr", "name", Filters::attribute);
        add(FILTERS, "tojson", "ensure_ascii= indent= separators= sort_keys=", Filters::json);
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

    private static Object otherwise(Rendering rendering, Object value, Signature.Values given) {
        boolean missing = value instanceof Undefined || (given.truth(1) && !Types.truth(value));
        return missing ? given.get(0, Text.EMPTY) : value;
    }

    private static Object attribute(Rendering rendering, Object value, Signature.Values given) {
        Object found = Access.attributeOnly(rendering, value, given.text(0).toString());
        return found == null ? Undefined.element(value, given.get(0)) : found;
    }

    private static Object json(Rendering rendering, Object value, Signature.Values given) {
        boolean lines = given.hasSome(1);
        Text comma = Text.of(lines ? "," : ", ");
        Text colon = Text.of(": ");
        if (given.hasSome(2)) {
            var separators = Sequences.elements(rendering, given.get(2));
            if (separators.size() != 2 || !(separators.getFirst() instanceof Text first)
                    || !(separators.getLast() instanceof Text second))
                throw rendering.failure("tojson() needs two texts as 'separators'");
            comma = first;
            colon = second;
        }
        var style = new Json.Style(given.truth(0), lines ? indent(rendering, given) : null, comma, colon,
                given.truth(3));
        return Json.write(rendering, value, style);
    }

    private static Text indent(Rendering rendering, Signature.Values given) {
        if (given.get(1) instanceof Text text) return text;
        int width = Math.max(0, given.integer(1, 0));
        return Joining.repeat(rendering, Text.of(" "), width);
    }
}

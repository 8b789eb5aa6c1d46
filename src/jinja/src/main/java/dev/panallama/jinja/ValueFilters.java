package dev.panallama.jinja;

import java.util.Map;

/// Filters for values of any kind.
final class ValueFilters {
    private static final Text COMMA = Text.of(",");
    private static final Text COMMA_BLANK = Text.of(", ");
    private static final Text COLON_BLANK = Text.of(": ");

    private ValueFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "default", "default_value= boolean=", ValueFilters::otherwise);
        filters.put("d", filters.get("default"));
        Filters.add(filters, "attr", "name", ValueFilters::attribute);
        Filters.add(filters, "tojson", "ensure_ascii= indent= separators= sort_keys=", ValueFilters::json);
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
        Text comma = lines ? COMMA : COMMA_BLANK;
        Text colon = COLON_BLANK;
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

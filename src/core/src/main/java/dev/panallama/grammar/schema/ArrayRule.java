package dev.panallama.grammar.schema;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/// Writes an array: a list of items of one kind, or a tuple, whose places have a schema each.
///
/// @param prefix begins the names of its rules
record ArrayRule(JsonNode schema, String prefix, Place place, References.Visitor visitor) {
    private static final String COMMA = " \",\" space ";

    /// Returns whether a schema says something of an array.
    static boolean describes(JsonNode schema) {
        return schema.has("items") || schema.has("prefixItems");
    }

    /// Returns the body of the rule.
    String body() {
        var items = schema.path("items");
        var places = schema.path("prefixItems");
        if (items.isArray()) return tuple(items, null);
        if (places.isArray()) return tuple(places, items.isObject() ? items : null);
        return list(items.isMissingNode() ? places : items);
    }

    private String list(JsonNode item) {
        if (item.isBoolean() && !item.booleanValue()) return "\"[\" space \"]\"";
        if (item.isMissingNode()) item = BooleanNode.TRUE;
        var rule = visitor.visit(item, prefix + "item", place.inside("items"));
        var repeated = Bounds.repeated(rule, "\",\" space", schema, "minItems", "maxItems", place);
        return "\"[\" space " + repeated + " space \"]\"";
    }

    private String tuple(JsonNode places, @Nullable JsonNode others) {
        var rules = new ArrayList<String>();
        for (var item : places) {
            int index = rules.size();
            rules.add(visitor.visit(item, prefix + "tuple-" + index, place.inside("prefixItems[%d]".formatted(index))));
        }
        var items = String.join(COMMA, rules);
        if (others != null) {
            var other = visitor.visit(others, prefix + "item", place.inside("items"));
            items += rules.isEmpty() ? "(" + other + " (" + COMMA + other + ")*)?" : " (" + COMMA + other + ")*";
        }
        return "\"[\" space " + items + " space \"]\"";
    }
}

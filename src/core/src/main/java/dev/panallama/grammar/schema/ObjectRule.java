package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.List;

/// Writes an object: its required properties in their order, then any of the optional ones in theirs, then others.
///
/// @param prefix begins the names of its rules
record ObjectRule(Rules rules, String prefix, List<Property> properties) {
    /// A property, or all others.
    ///
    /// @param pair names the rule for key and value
    record Property(String name, String pair, boolean required, boolean repeated) {}

    /// Returns the body of the rule, for which it may add others.
    String body() {
        if (properties.isEmpty()) return "\"{\" space \"}\"";
        var required = properties.stream().filter(Property::required).map(Property::pair).toList();
        var optional = properties.stream().filter(it -> !it.required()).toList();
        var body = new StringBuilder("\"{\" space ").append(String.join(" \",\" space ", required));
        if (!optional.isEmpty()) {
            body.append(required.isEmpty() ? " (" : " ( \",\" space ( ");
            body.append(String.join(" | ", beginnings(optional)));
            body.append(required.isEmpty() ? " )?" : " ) )?");
        }
        return body.append(" space \"}\"").toString();
    }

    /// Returns, for each property, it and what may follow it.
    private List<String> beginnings(List<Property> optional) {
        var beginnings = new ArrayList<String>();
        var rest = "";
        for (int i = optional.size() - 1; i >= 0; i--) {
            var property = optional.get(i);
            var following = "( \",\" space " + property.pair() + " )";
            if (!rest.isEmpty()) rest = " " + rules.add(prefix + property.name() + "-rest", rest);
            beginnings.addFirst(property.pair() + (property.repeated() ? " " + following + "*" : "") + rest);
            rest = following + (property.repeated() ? "*" : "?") + rest;
        }
        return beginnings;
    }
}

package dev.panallama.grammar.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// The references of one schema document: what they lead to, and the rules made for them.
final class References {
    private final JsonNode document;
    private final Rules rules;
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> recursive = new HashSet<>();
    private final Set<String> open = new HashSet<>();

    References(JsonNode document, Rules rules) {
        this.document = document;
        this.rules = rules;
    }

    /// Makes a rule of a schema.
    interface Visitor {
        String visit(JsonNode schema, String name, Place place);
    }

    /// Returns the rule for what a reference leads to, which is made the first time.
    String rule(String reference, Place place, Visitor visitor) {
        var beyond = place.through(reference);
        var known = names.get(reference);
        if (known == null) return make(reference, beyond, visitor);
        if (open.contains(reference)) recursive.add(reference);
        return known;
    }

    /// Returns the schema that a reference leads to.
    ///
    /// @throws IllegalArgumentException if it leads out of the document or to nothing
    JsonNode target(String reference, Place place) {
        if (reference.equals("#")) return document;
        if (!reference.startsWith("#/")) {
            throw place.refused(
                    "$ref \"%s\" leads out of this schema, and nothing is fetched: refer to a copy, as \"#/$defs/...\""
                            .formatted(reference));
        }
        var found = document.at(JsonPointer.compile(decoded(reference.substring(1), place)));
        if (found.isMissingNode()) throw place.refused("$ref \"%s\" leads to nothing".formatted(reference));
        return found;
    }

    private String make(String reference, Place beyond, Visitor visitor) {
        var target = target(reference, beyond);
        var expected = rules.free("ref" + reference.substring(1));
        names.put(reference, expected);
        open.add(reference);
        var made = visitor.visit(target, expected, beyond);
        open.remove(reference);
        if (recursive.contains(reference) && !made.equals(expected)) {
            throw beyond.refused("two rules want the name \"%s\": rename the definition".formatted(expected));
        }
        names.put(reference, made);
        return made;
    }

    private static String decoded(String pointer, Place place) {
        try {
            return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw place.refused("$ref \"#%s\" has a wrong escape: %s".formatted(pointer, e.getMessage()));
        }
    }
}

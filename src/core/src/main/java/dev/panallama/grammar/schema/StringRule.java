package dev.panallama.grammar.schema;

import java.lang.System.Logger.Level;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Writes strings of a format, a pattern or a length.
record StringRule(Rules rules, Primitives primitives) {
    private static final System.Logger LOG = System.getLogger("dev.panallama");
    private static final Pattern UUID = Pattern.compile("uuid[1-5]?");

    /// Returns whether a schema says more of a string than that it is one.
    boolean describes(JsonNode schema) {
        var format = schema.path("format").asString("");
        return schema.has("pattern") || isUuid(format) || !primitives.ofString(format).isEmpty()
                || (hasLength(schema) && schema.path("type").asString("").equals("string"));
    }

    /// Adds the rule and returns its name.
    String add(String name, JsonNode schema, Place place) {
        var format = schema.path("format").asString("");
        if (schema.has("pattern")) return pattern(name, schema.get("pattern"), place);
        if (isUuid(format)) return primitives.add(rules, name.equals("root") ? name : format, "uuid");
        var known = primitives.ofString(format);
        if (!known.isEmpty()) return rules.add(name, primitives.add(rules, known, known));
        var character = primitives.add(rules, "char", "char");
        var characters = Bounds.repeated(character, "", schema, "minLength", "maxLength", place);
        return rules.add(name, "\"\\\"\" " + characters + " \"\\\"\"");
    }

    private String pattern(String name, JsonNode pattern, Place place) {
        if (!pattern.isString()) throw place.refused("pattern is %s: give a string".formatted(pattern));
        try {
            return rules.add(name, new SchemaPattern(rules, name).body(pattern.asString()));
        } catch (RegexException e) {
            if (!e.isValid()) throw place.refused(e.problem());
            LOG.log(Level.WARNING, "the JSON schema at {0}: any string is allowed, because {1}", place.path(),
                    e.problem());
            return rules.add(name, primitives.add(rules, "string", "string"));
        }
    }

    private static boolean isUuid(String format) {
        return UUID.matcher(format).matches();
    }

    private static boolean hasLength(JsonNode schema) {
        return schema.has("minLength") || schema.has("maxLength");
    }
}

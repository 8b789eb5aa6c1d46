package dev.panallama.fuzz;

import dev.panallama.grammar.Grammar;
import java.util.List;
import java.util.StringJoiner;

/// JSON schemas, of which grammars are made.
final class JsonSchemas {
    private static final TextEdits EDITS = new TextEdits(
            List.of("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\",\"minimum\":0,"
                    + "\"maximum\":150}},\"required\":[\"name\"],\"additionalProperties\":false}",
                    "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/x\"},\"minItems\":1,\"maxItems\":5,\"$defs\":{\"x\":"
                            + "{\"type\":\"string\",\"pattern\":\"^[a-z]{1,5}$\",\"minLength\":2,\"maxLength\":9}}}",
                    "{\"anyOf\":[{\"const\":1},{\"enum\":[\"a\",null,true,{\"b\":[]}]},{\"type\":[\"number\",\"null\"]}]}",
                    "{\"allOf\":[{\"properties\":{\"a\":{\"format\":\"date-time\",\"type\":\"string\"}}},{\"$ref\":\"#/allOf/0\"}]}"),
            List.of("{", "}", "[", "]", "\"", ":", ",", "null", "true", "0", "-1", "1e999", "1e9",
                    "99999999999999999999", "0.5",
                    "\"type\"", "\"object\"", "\"string\"", "\"integer\"", "\"$ref\"", "\"#\"", "\"#/\"", "\"#/a/~2\"",
                    "{}", "[]",
                    "\"properties\"", "\"items\"", "\"minimum\"", "\"minLength\"", "\"pattern\"", "\"^(\"",
                    "\"^(a*)*$\"", "\\u0000",
                    "\\ud800", "\uD800", "\0", "-9223372036854775808", "9223372036854775807", "[{\"a\":",
                    "{\"anyOf\":["));
    private static final List<String> NAMES = List.of("a", "b", "", "root", "äé", "a-b", "\\\"", "$ref", "type",
            "\\u0000", "value");

    private JsonSchemas() {}

    static Target target() {
        return new TextTarget(EDITS, dice -> List.of(schema(dice, 4)),
                (models, text) -> Grammars.generate(models, Grammar.jsonSchema(text)));
    }

    private static String schema(Dice dice, int depth) {
        var object = new StringJoiner(",", "{", "}");
        for (int i = dice.below(4); i >= 0; i--) object.add(keyword(dice, depth));
        return object.toString();
    }

    private static String keyword(Dice dice, int depth) {
        if (depth > 0 && dice.oneIn(2)) return nested(dice, depth - 1);
        return switch (dice.below(8)) {
            case 0, 1 -> "\"type\":\"%s\"".formatted(dice.of("object", "array", "string", "integer", "number", "null"));
            case 2 -> "\"%s\":%s".formatted(
                    dice.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
                    number(dice));
            case 3 -> "\"%s\":%s".formatted(dice.of("minLength", "maxLength", "minItems", "maxItems", "minProperties"),
                    number(dice));
            case 4 ->
                "\"pattern\":\"%s\"".formatted(dice.of("^a+$", "^[a-z]{2,5}$", "(", "^(a|b)*$", "^\\\\d{1000}$", "$^"));
            case 5 -> "\"format\":\"%s\"".formatted(dice.of("date", "time", "date-time", "uuid", "x", ""));
            case 6 ->
                "\"$ref\":\"#%s\"".formatted(dice.of("", "/", "/properties/a", "/items", "/anyOf/0", "/x", "/~1"));
            default -> "\"%s\":%s".formatted(dice.of("const", "default", "type", "required", "enum"),
                    dice.of("1", "\"a\"", "[\"a\",1]", "[]", "{}", "null", "true", "[[[]]]"));
        };
    }

    private static String nested(Dice dice, int depth) {
        return switch (dice.below(5)) {
            case 0, 1 ->
                "\"properties\":{\"%s\":%s,\"%s\":%s}".formatted(dice.of(NAMES), schema(dice, depth), dice.of(NAMES),
                        schema(dice, depth));
            case 2 -> "\"%s\":%s".formatted(dice.of("items", "additionalProperties", "not", "propertyNames"),
                    dice.oneIn(4) ? dice.of("true", "false", "[]", "1") : schema(dice, depth));
            default -> "\"%s\":[%s,%s]".formatted(dice.of("anyOf", "oneOf", "allOf", "prefixItems", "items"),
                    schema(dice, depth), schema(dice, depth));
        };
    }

    private static String number(Dice dice) {
        return dice.oneIn(4)
                ? dice.of("1e308", "-1e400", "0.5", "1e-7", "\"1\"", "null", "9223372036854775808")
                : Integer.toString(dice.anyInt());
    }
}

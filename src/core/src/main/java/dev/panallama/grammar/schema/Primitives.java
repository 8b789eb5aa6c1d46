package dev.panallama.grammar.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules that every schema can use: JSON's types and the formats of strings and numbers.
final class Primitives {
    private static final String CHAR = "[^\"\\\\\\x7F\\x00-\\x1F] | [\\\\] ([\"\\\\bfnrt] | \"u\" [0-9a-fA-F]{4})";
    private static final String UUID = "\"\\\"\" [0-9a-fA-F]{8} \"-\" [0-9a-fA-F]{4} \"-\" [0-9a-fA-F]{4} \"-\" "
            + "[0-9a-fA-F]{4} \"-\" [0-9a-fA-F]{12} \"\\\"\"";
    private static final String PAIR = "string \":\" space value";
    private static final String OBJECT = "\"{\" space ( " + PAIR + " (\",\" space " + PAIR + ")* )? space \"}\"";
    private static final String FIXED = "(\"-\"? integral-part) (\".\" decimal-part)? ";

    /// What llama.cpp's converter writes, to the letter.
    static final Primitives JSON = json();

    /// The same types, cut down to what Java's types of that name can hold, with more formats.
    static final Primitives JAVA = java();

    private final Map<String, Primitive> rules = new HashMap<>();
    private final Map<String, String> stringFormats = new HashMap<>();
    private final Map<String, String> numberFormats = new HashMap<>();

    private record Primitive(String body, List<String> needs) {}

    private Primitives() {
        rule("boolean", "(\"true\" | \"false\")");
        rule("null", "\"null\"");
        rule("char", CHAR);
        rule("string", "\"\\\"\" char* \"\\\"\"", "char");
        rule("decimal-part", "[0-9]{1,16}");
        rule("integral-part", "[0] | [1-9] [0-9]{0,15}");
        rule("integer", "(\"-\"? integral-part)", "integral-part");
        rule("value", "object | array | string | number | boolean | null",
                "object", "array", "string", "number", "boolean", "null");
        rule("object", OBJECT, "string", "value");
        rule("array", "\"[\" space ( value (\",\" space value)* )? space \"]\"", "value");
        rule("uuid", UUID);
    }

    /// Returns whether a rule has this name, which no other can have then.
    boolean has(String name) {
        return name.equals("root") || rules.containsKey(name);
    }

    /// Returns the rule for strings of a format, or `""` if the format is not known.
    String ofString(String format) {
        return stringFormats.getOrDefault(format, "");
    }

    /// Returns the rule for numbers of a format, or `""` if the format is not known.
    String ofNumber(String format) {
        return numberFormats.getOrDefault(format, "");
    }

    /// Adds the primitive under a name of choice, with the rules that it needs, and returns the name.
    String add(Rules to, String name, String primitive) {
        var rule = rules.get(primitive);
        if (rule == null) throw new IllegalStateException("no primitive is named " + primitive);
        var added = to.add(name, rule.body());
        for (var need : rule.needs()) if (!to.contains(need)) add(to, need, need);
        return added;
    }

    private static Primitives json() {
        var json = new Primitives();
        json.rule("number", FIXED + "([eE] [-+]? integral-part)?", "integral-part", "decimal-part");
        json.format("date", "[0-9]{4} \"-\" ( \"0\" [1-9] | \"1\" [0-2] ) \"-\" "
                + "( \"0\" [1-9] | [1-2] [0-9] | \"3\" [0-1] )");
        json.format("time", "([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9] \":\" [0-5] [0-9] ( \".\" [0-9]{3} )? "
                + "( \"Z\" | ( \"+\" | \"-\" ) ( [01] [0-9] | \"2\" [0-3] ) \":\" [0-5] [0-9] )");
        json.format("date-time", "date \"T\" time", "date", "time");
        return json;
    }

    private static Primitives java() {
        var java = new Primitives();
        java.rule("number", FIXED + "([eE] [-+]? [0-9]{1,2})?", "integral-part", "decimal-part");
        java.number("float", FIXED + "([eE] [-+]? [0-9])?", "integral-part", "decimal-part");
        java.number("int8", IntegerRange.signed(Byte.MAX_VALUE));
        java.number("int16", IntegerRange.signed(Short.MAX_VALUE));
        java.number("int32", IntegerRange.signed(Integer.MAX_VALUE));
        java.number("int64", IntegerRange.signed(Long.MAX_VALUE));
        java.rule("char-string", "[\"] ( [^\"\\\\\\x7F\\x00-\\x1F\\U00010000-\\U0010FFFF] "
                + "| [\\\\] ([\"\\\\bfnrt] | \"u\" [0-9a-fA-F]{4}) ) [\"]");
        java.stringFormats.put("char", "char-string");
        java.dates();
        java.times();
        return java;
    }

    /// Dates of the calendar from the year 0000 to 9999, leap years included.
    private void dates() {
        rule("leap-year", "[0-9]{2} ( \"0\" [48] | [2468] [048] | [13579] [26] ) "
                + "| ( \"0\" [048] | [2468] [048] | [13579] [26] ) \"00\"");
        rule("month-day", "( \"0\" [13578] | \"1\" [02] ) \"-\" ( \"0\" [1-9] | [12] [0-9] | \"3\" [01] ) "
                + "| ( \"0\" [469] | \"11\" ) \"-\" ( \"0\" [1-9] | [12] [0-9] | \"30\" ) "
                + "| \"02-\" ( \"0\" [1-9] | \"1\" [0-9] | \"2\" [0-8] )");
        format("date", "[0-9]{4} \"-\" month-day | leap-year \"-02-29\"", "month-day", "leap-year");
    }

    /// Times to the nanosecond, and offsets up to 18 hours as Java has them.
    private void times() {
        rule("offset", "\"Z\" | [-+] ( ( \"0\" [0-9] | \"1\" [0-7] ) \":\" [0-5] [0-9] | \"18:00\" )");
        format("time-local", "([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9] \":\" [0-5] [0-9] ( \".\" [0-9]{1,9} )?");
        format("time", "time-local offset", "time-local", "offset");
        format("date-time-local", "date \"T\" time-local", "date", "time-local");
        format("date-time", "date \"T\" time-local offset", "date", "time-local", "offset");
        rule("hours", "[0-9]{1,5} \"H\" minutes? seconds? | minutes seconds? | seconds", "minutes", "seconds");
        rule("minutes", "[0-9]{1,5} \"M\"");
        rule("seconds", "[0-9]{1,5} ( \".\" [0-9]{1,9} )? \"S\"");
        format("duration", "\"P\" ( [0-9]{1,5} \"D\" ( \"T\" hours )? | \"T\" hours )", "hours");
    }

    private void format(String name, String body, String... needs) {
        rule(name, body, needs);
        rule(name + "-string", "\"\\\"\" " + name + " \"\\\"\"", name);
        stringFormats.put(name, name + "-string");
    }

    private void number(String name, String body, String... needs) {
        rule(name, body, needs);
        numberFormats.put(name, name);
    }

    private void rule(String name, String body, String... needs) {
        rules.put(name, new Primitive(body, List.of(needs)));
    }
}

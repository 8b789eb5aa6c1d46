package dev.panallama.chat.output;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Turns what models write for a value into JSON.
final class Values {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Values() {}

    /// Returns the JSON for a value: itself if it is JSON, Python's literals as JSON, anything else as a string.
    static String json(String text) {
        var stripped = text.strip();
        if (isJson(stripped)) return stripped;
        var literal = Literals.json(stripped);
        return literal == null ? string(stripped) : literal;
    }

    /// Returns a JSON string.
    static String string(String text) {
        return '"' + inString(text) + '"';
    }

    /// Returns the inside of a JSON string.
    static String inString(String text) {
        var escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) append(escaped, text.charAt(i));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, char next) {
        switch (next) {
            case '"', '\\' -> escaped.append('\\').append(next);
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (next < ' ') escaped.append("\\u%04x".formatted((int) next));
                else escaped.append(next);
            }
        }
    }

    /// Returns what a JSON string says, or its own text if it is none.
    static String unquoted(String json) {
        try {
            return MAPPER.readTree(json).asString(json);
        } catch (JacksonException _) {
            return json;
        }
    }

    static boolean isJson(String text) {
        try {
            return !MAPPER.readTree(text).isMissingNode();
        } catch (JacksonException _) {
            return false;
        }
    }
}

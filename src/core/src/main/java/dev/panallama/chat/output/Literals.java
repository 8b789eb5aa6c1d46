package dev.panallama.chat.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns Python's literals, and those of Gemma, into JSON: `{'a': True}` and `{a:<|"|>b<|"|>}`.
final class Literals {
    /// Stands around a text in Gemma's.
    static final String GEMMA_QUOTE = "<|\"|>";

    private static final int MOST_LEVELS = 200;
    private static final List<String> CONSTANTS = List.of("True", "true", "False", "false", "None", "null");

    private final String text;
    private final StringBuilder json = new StringBuilder();
    private int at;
    private int level;

    private Literals(String text) {
        this.text = text;
    }

    /// Returns the JSON for a literal, or null if it is none.
    static @Nullable String json(String literal) {
        var reading = new Literals(literal);
        return reading.value() && reading.atEnd() ? reading.json.toString() : null;
    }

    private boolean atEnd() {
        skipBlanks();
        return at == text.length();
    }

    private boolean value() {
        skipBlanks();
        if (at == text.length() || level > MOST_LEVELS) return false;
        if (text.startsWith(GEMMA_QUOTE, at)) return gemmaText();
        return switch (text.charAt(at)) {
            case '{' -> inside('{', '}', this::member);
            case '[' -> inside('[', ']', this::value);
            case '(' -> inside('[', ')', this::value);
            case '"', '\'' -> pythonText();
            default -> number() || constant();
        };
    }

    private interface Reader {
        boolean read();
    }

    private boolean inside(char opening, char end, Reader item) {
        at++;
        level++;
        json.append(opening);
        boolean first = true;
        while (!found(end)) {
            if (!first && (!found(',') || found(end))) return closedAfterComma(opening, end);
            if (!first) json.append(", ");
            first = false;
            if (!item.read()) return false;
        }
        return close(opening);
    }

    /// A comma before the end is fine.
    private boolean closedAfterComma(char opening, char end) {
        return text.charAt(at - 1) == end && close(opening);
    }

    private boolean close(char opening) {
        level--;
        json.append(opening == '{' ? '}' : ']');
        return true;
    }

    private boolean member() {
        skipBlanks();
        boolean quoted = at < text.length()
                && (text.charAt(at) == '"' || text.charAt(at) == '\'' || text.startsWith(GEMMA_QUOTE, at));
        if (!(quoted ? value() : name())) return false;
        if (!found(':')) return false;
        json.append(": ");
        return value();
    }

    private boolean name() {
        int end = text.indexOf(':', at);
        if (end <= at) return false;
        json.append(Values.string(text.substring(at, end).strip()));
        at = end;
        return true;
    }

    private boolean gemmaText() {
        int start = at + GEMMA_QUOTE.length();
        int end = text.indexOf(GEMMA_QUOTE, start);
        if (end < 0) return false;
        json.append(Values.string(text.substring(start, end)));
        at = end + GEMMA_QUOTE.length();
        return true;
    }

    private boolean pythonText() {
        char quote = text.charAt(at++);
        var value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) escape(value);
            else value.append(text.charAt(at++));
        }
        if (at++ >= text.length()) return false;
        json.append(Values.string(value.toString()));
        return true;
    }

    private void escape(StringBuilder value) {
        char letter = text.charAt(at + 1);
        int digits = switch (letter) {
            case 'x' -> 2;
            case 'u' -> 4;
            default -> 0;
        };
        if (digits > 0 && isHex(at + 2, digits)) {
            value.append((char) Integer.parseInt(text.substring(at + 2, at + 2 + digits), 16));
        } else {
            value.append(unescaped(letter));
        }
        at += 2 + (digits > 0 && isHex(at + 2, digits) ? digits : 0);
    }

    private boolean isHex(int start, int digits) {
        return start + digits <= text.length()
                && text.substring(start, start + digits).chars().allMatch(it -> Character.digit(it, 16) >= 0);
    }

    private static String unescaped(char letter) {
        return switch (letter) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case '\\', '"', '\'', '/' -> String.valueOf(letter);
            default -> "\\" + letter;
        };
    }

    private boolean number() {
        int end = at;
        while (end < text.length() && "+-.0123456789eE".indexOf(text.charAt(end)) >= 0) end++;
        if (end == at || !Values.isJson(text.substring(at, end))) return false;
        json.append(text, at, end);
        at = end;
        return true;
    }

    private boolean constant() {
        for (var word : CONSTANTS) {
            if (!text.startsWith(word, at)) continue;
            at += word.length();
            json.append(switch (word) {
                case "True", "true" -> "true";
                case "False", "false" -> "false";
                default -> "null";
            });
            return at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
        }
        return false;
    }

    private boolean found(char expected) {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) != expected) return false;
        at++;
        return true;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }
}

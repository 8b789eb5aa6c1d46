package dev.panallama.grammar.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Makes whole JSON of the beginning of some: what is open is closed, what is half is finished or left out.
final class JsonPrefix {
    private final String text;
    private final Deque<Character> open = new ArrayDeque<>(); // the brackets that are to come
    private int whole; // up to here all values are whole
    private Deque<Character> openAtWhole = new ArrayDeque<>();
    private int stringFrom = -1; // where an open string begins
    private int position;

    private JsonPrefix(String text) {
        this.text = text;
    }

    /// Returns texts that are JSON if the prefix is the beginning of some, best first: with the last string closed where it is
    /// cut, and without the last value.
    static List<String> completions(String prefix) {
        var scan = new JsonPrefix(prefix);
        scan.scan();
        String shorter = closed(prefix.substring(0, scan.whole), scan.openAtWhole);
        if (scan.stringFrom < 0 && endsInNumber(prefix)) return List.of(shorter);
        if (scan.stringFrom < 0) return List.of(closed(prefix, scan.open), shorter);
        return List.of(closed(withoutHalfEscape(prefix, scan.stringFrom) + "\"", scan.open), shorter);
    }

    /// Whether more digits may follow.
    private static boolean endsInNumber(String prefix) {
        return !prefix.isEmpty() && "0123456789+-.eE".indexOf(prefix.charAt(prefix.length() - 1)) >= 0;
    }

    private void scan() {
        while (position < text.length()) {
            char character = text.charAt(position++);
            switch (character) {
                case '"' -> string();
                case '{' -> open('}');
                case '[' -> open(']');
                case '}', ']' -> {
                    open.poll();
                    mark(position);
                }
                case ',' -> mark(position - 1);
                default -> {
                }
            }
        }
    }

    private void open(char closing) {
        open.push(closing);
        mark(position);
    }

    private void mark(int at) {
        whole = at;
        openAtWhole = new ArrayDeque<>(open);
    }

    private void string() {
        stringFrom = position - 1;
        while (position < text.length()) {
            char character = text.charAt(position++);
            if (character == '\\') position = Math.min(position + 1, text.length());
            else if (character == '"') {
                stringFrom = -1;
                return;
            }
        }
    }

    /// Returns the text without an escape at its end that has only begun, and without half a character.
    private static String withoutHalfEscape(String text, int from) {
        int end = text.length();
        if (end > from + 1 && Character.isHighSurrogate(text.charAt(end - 1))) end--;
        int escape = text.lastIndexOf('\\', end - 1);
        if (escape <= from || isEscaped(text, from, escape)) return text.substring(0, end);
        int length = escape + 1 < end && text.charAt(escape + 1) == 'u' ? 6 : 2;
        return text.substring(0, end - escape < length ? escape : end);
    }

    private static boolean isEscaped(String text, int from, int escape) {
        int before = 0;
        while (escape - before - 1 > from && text.charAt(escape - before - 1) == '\\') before++;
        return before % 2 == 1;
    }

    private static String closed(String text, Deque<Character> open) {
        var all = new StringBuilder(text);
        open.forEach(all::append);
        return all.toString();
    }
}

package dev.panallama.jinja;

import dev.panallama.jinja.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template into tokens, with `trim_blocks` and `lstrip_blocks` as chat templates expect.
final class Lexer {
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*+raw\\s*+(?:-%}\\s*+|%})",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_RAW = Pattern.compile(
            "\\{%([-+]?)\\s*+endraw\\s*+(?:\\+%}|-%}\\s*+|%}\\n?)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern DIGITS = Pattern.compile("[0-9]++");
    private static final Pattern NUMBER = Pattern.compile("[0-9]++(?:\\.[0-9]++)?(?:[eE][-+]?[0-9]++)?");
    private static final List<String> OPERATORS = List.of("**", "//", "==", "!=", ">=", "<=");
    private static final String ONE_CHARACTER_OPERATORS = "+-/*%~[](){}><=.:|,;";

    private final Source source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Lexer(Source source) {
        this.source = source;
        text = source.text();
    }

    static List<Token> tokens(Source source) {
        var lexer = new Lexer(source);
        while (lexer.position < lexer.text.length()) lexer.dataAndTag();
        lexer.add(Kind.END, "", lexer.position);
        return lexer.tokens;
    }

    private void add(Kind kind, String text, int offset) {
        tokens.add(new Token(kind, text, text, offset));
    }

    private void dataAndTag() {
        int begin = nextTag();
        if (begin < 0) {
            add(Kind.DATA, text.substring(position), position);
            position = text.length();
            return;
        }
        data(begin, sign(begin + 2), text.charAt(begin + 1) != '{');
        Matcher raw = RAW.matcher(text).region(begin, text.length());
        if (raw.lookingAt()) {
            raw(begin, raw.end());
        } else if (text.charAt(begin + 1) == '#') {
            comment(begin);
        } else {
            tag(begin, text.charAt(begin + 1) == '%');
        }
    }

    private int nextTag() {
        for (int i = text.indexOf('{', position); i >= 0; i = text.indexOf('{', i + 1))
            if (i + 1 < text.length() && "{%#".indexOf(text.charAt(i + 1)) >= 0) return i;
        return -1;
    }

    private char sign(int index) {
        return index < text.length() ? text.charAt(index) : ' ';
    }

    /// Adds the text up to a tag, stripped as the tag says.
    private void data(int end, char sign, boolean stripsLine) {
        int keep = end;
        if (sign == '-') keep = beforeSpace(end, false);
        else if (sign != '+' && stripsLine) keep = lineBegin(end);
        if (keep > position) add(Kind.DATA, text.substring(position, keep), position);
    }

    private int lineBegin(int end) {
        int line = beforeSpace(end, true);
        return line == 0 || text.charAt(line - 1) == '\n' ? line : end;
    }

    private int beforeSpace(int end, boolean inLine) {
        int begin = end;
        while (begin > position && Unicode.isSpace(text.charAt(begin - 1))
                && !(inLine && text.charAt(begin - 1) == '\n'))
            begin--;
        return begin;
    }

    private void comment(int begin) {
        int content = begin + (sign(begin + 2) == '-' || sign(begin + 2) == '+' ? 3 : 2);
        int end = text.indexOf("#}", content);
        if (end < 0) throw source.failure(begin, "the comment that begins here has no '#}'");
        char sign = end > content ? text.charAt(end - 1) : ' ';
        position = end + 2;
        skipAfter(sign == '-', sign != '+');
    }

    private void skipAfter(boolean all, boolean newline) {
        if (all) {
            while (position < text.length() && Unicode.isSpace(text.charAt(position))) position++;
        } else if (newline && position < text.length() && text.charAt(position) == '\n') {
            position++;
        }
    }

    private void raw(int begin, int from) {
        Matcher end = END_RAW.matcher(text);
        if (!end.find(from)) throw source.failure(begin, "the raw block that begins here has no 'endraw'");
        position = from;
        String sign = end.group(1);
        data(end.start(), sign.isEmpty() ? ' ' : sign.charAt(0), true);
        position = end.end();
    }

    private void tag(int begin, boolean block) {
        add(block ? Kind.BEGIN_BLOCK : Kind.BEGIN_PRINT, text.substring(begin, begin + 2), begin);
        position = begin + 2;
        if (sign(position) == '-' || sign(position) == '+') position++;
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            skipAfter(true, false);
            if (position == text.length()) return;
            if (open.isEmpty() && ends(block)) return;
            token(open);
        }
    }

    private boolean ends(boolean block) {
        String end = block ? "%}" : "}}";
        char sign = text.charAt(position);
        int after = position + (sign == '-' || (block && sign == '+') ? 1 : 0);
        if (!text.startsWith(end, after)) return false;
        add(block ? Kind.END_BLOCK : Kind.END_PRINT, end, position);
        position = after + 2;
        skipAfter(sign == '-', block && sign == '%');
        return true;
    }

    private void token(Deque<Character> open) {
        int start = position;
        char next = text.charAt(start);
        if (next >= '0' && next <= '9') {
            number(start);
        } else if (Unicode.isNamePart(text.codePointAt(start))) {
            name(start);
        } else if (next == '\'' || next == '"') {
            string(start, next);
        } else {
            operator(start, open);
        }
    }

    private void number(int start) {
        boolean afterDot = start > 0 && text.charAt(start - 1) == '.'; // as in `list.0.1`
        Matcher number = (afterDot ? DIGITS : NUMBER).matcher(text).region(start, text.length());
        if (!number.lookingAt()) throw new AssertionError("no digit");
        position = number.end();
        String digits = number.group();
        if (!DIGITS.matcher(digits).matches()) {
            tokens.add(new Token(Kind.FLOAT, digits, Double.valueOf(digits), start));
            return;
        }
        if (digits.length() > Printing.MAX_DIGITS)
            throw source.failure(start, "an integer has %,d digits: at most %,d are allowed", digits.length(),
                    Printing.MAX_DIGITS);
        if (digits.startsWith("0") && !digits.matches("0+"))
            throw source.failure(start, "an integer cannot begin with 0");
        tokens.add(new Token(Kind.INTEGER, digits, Arithmetic.integer(new BigInteger(digits)), start));
    }

    private void name(int start) {
        while (position < text.length() && Unicode.isNamePart(text.codePointAt(position)))
            position += Character.charCount(text.codePointAt(position));
        if (!Unicode.isNameStart(text.codePointAt(start)))
            throw source.failure(start, "a name cannot begin with %s", Character.toString(text.codePointAt(start)));
        add(Kind.NAME, text.substring(start, position), start);
    }

    private void string(int start, char quote) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != quote) end += text.charAt(end) == '\\' ? 2 : 1;
        if (end >= text.length()) throw source.failure(start, "the string that begins here has no end");
        position = end + 1;
        add(Kind.STRING, new StringEscapes(source, start + 1, end).decode(), start);
    }

    private void operator(int start, Deque<Character> open) {
        String two = text.substring(start, Math.min(start + 2, text.length()));
        String found = OPERATORS.contains(two) ? two : two.substring(0, 1);
        if (found.length() == 1 && ONE_CHARACTER_OPERATORS.indexOf(found.charAt(0)) < 0)
            throw source.failure(start, "unexpected character '%s'", Character.toString(text.codePointAt(start)));
        balance(found.charAt(0), start, open);
        position += found.length();
        add(Kind.OPERATOR, found, start);
    }

    private void balance(char bracket, int start, Deque<Character> open) {
        if ("([{".indexOf(bracket) >= 0) open.push(")]}".charAt("([{".indexOf(bracket)));
        if (")]}".indexOf(bracket) < 0) return;
        if (open.isEmpty()) throw source.failure(start, "unexpected '%s'", bracket);
        char expected = open.pop();
        if (expected != bracket) throw source.failure(start, "unexpected '%s', expected '%s'", bracket, expected);
    }
}

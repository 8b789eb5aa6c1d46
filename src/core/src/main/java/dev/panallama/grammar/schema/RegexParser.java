package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.List;

/// Reads the part of `java.util.regex` that a grammar can say: characters, classes, groups, alternatives, repetition.
/// The whole text is matched, so that anchors at the ends say nothing more.
final class RegexParser {
    private static final int MOST_CHARACTERS = 10_000;
    private static final int MOST_DEPTH = 100;

    /// What a dot stands for unless it stands for all characters.
    static final CharacterSet DOT = CharacterSet.of("\n\r\u0085\u2028\u2029").not();

    private final RegexReader in;
    private final RegexClass classes;
    private final RegexEscapes escapes;
    private boolean anyCase;
    private CharacterSet dot = DOT;

    private RegexParser(String pattern) {
        in = new RegexReader(pattern);
        classes = new RegexClass(in);
        escapes = new RegexEscapes(in);
    }

    /// Returns what the pattern says.
    ///
    /// @throws RegexException if it says nothing, or what no grammar can
    static Regex parse(String pattern) {
        if (pattern.length() > MOST_CHARACTERS) {
            throw RegexException.unsupported(pattern, MOST_CHARACTERS,
                    "it is longer than %,d characters: make it shorter".formatted(MOST_CHARACTERS));
        }
        var parser = new RegexParser(pattern);
        parser.flags();
        var regex = parser.choice(0);
        if (!parser.in.atEnd()) throw parser.in.invalid(parser.in.position(), "this parenthesis was never opened");
        return regex;
    }

    private void flags() {
        while (in.startsWith("(?i") || in.startsWith("(?s")) {
            int start = in.position();
            in.skip("(?");
            while (!in.skip(")")) {
                switch (in.next()) {
                    case 'i' -> anyCase = true;
                    case 's' -> dot = CharacterSet.EMPTY.not();
                    default -> throw in.unsupported(start, "(?i) and (?s) are the flags that are read here");
                }
            }
        }
    }

    private Regex choice(int depth) {
        if (depth > MOST_DEPTH) {
            throw in.unsupported(in.position(), "groups are nested more than %d deep".formatted(MOST_DEPTH));
        }
        var alternatives = new ArrayList<Regex>();
        do {
            alternatives.add(sequence(depth));
        } while (in.skip("|"));
        return alternatives.size() == 1 ? alternatives.getFirst() : new Regex.Choice(alternatives);
    }

    private Regex sequence(int depth) {
        if (depth == 0) in.skip("^");
        var parts = new ArrayList<Regex>();
        while (!in.atEnd() && in.peek() != '|' && in.peek() != ')') {
            if (in.peek() == '$' && depth == 0) {
                anchor();
            } else {
                parts.add(repeated(part(depth)));
            }
        }
        return new Regex.Sequence(parts);
    }

    private void anchor() {
        int start = in.position();
        in.next();
        if (in.atEnd() || in.peek() == '|' || in.peek() == ')') return;
        throw in.unsupported(start, "an anchor stands at the end of the expression or nowhere");
    }

    private Regex part(int depth) {
        int start = in.position();
        int character = in.next();
        return switch (character) {
            case '(' -> group(start, depth);
            case '[' -> set(classes.read(anyCase));
            case '.' -> new Regex.OneOf(dot);
            case '\\' -> escaped();
            case '^', '$' -> throw in.unsupported(start, "an anchor stands at the ends of the expression or nowhere");
            case '*', '+', '?', '{' -> throw in.invalid(start, "nothing stands here that could be repeated");
            default -> literal(character);
        };
    }

    private Regex escaped() {
        var set = escapes.set();
        return set == null ? literal(escapes.character()) : set(set);
    }

    private Regex literal(int character) {
        var cases = CharacterSet.range(character, character).anyCase();
        return anyCase && cases.ranges().size() > 1 ? new Regex.OneOf(cases) : new Regex.Literal(character);
    }

    private Regex set(CharacterSet set) {
        if (!set.isEmpty()) return new Regex.OneOf(set);
        throw in.unsupported(in.position() - 1, "no character is in this class");
    }

    private Regex group(int start, int depth) {
        if (in.skip("?") && !in.skip(":")) {
            if (!in.skip("<") || in.peek() == '=' || in.peek() == '!') throw unsupportedGroup(start);
            in.through(">", "the group's name");
        }
        var inner = choice(depth + 1);
        if (!in.skip(")")) throw in.invalid(start, "this parenthesis is not closed");
        return inner instanceof Regex.Choice ? inner : new Regex.Choice(List.of(inner));
    }

    private RegexException unsupportedGroup(int start) {
        return switch (in.peek()) {
            case '=', '!', '<' -> in.unsupported(start, "a grammar cannot look ahead or back");
            case '>' -> in.unsupported(start, "a grammar has no atomic groups: leave the > out");
            default -> in.unsupported(start, "flags are read at the beginning of the expression alone");
        };
    }

    private Regex repeated(Regex part) {
        int start = in.position();
        if (in.atEnd() || "*+?{".indexOf(in.peek()) < 0) return part;
        var repeated = switch (in.next()) {
            case '*' -> new Regex.Repeated(part, 0, Gbnf.UNBOUNDED);
            case '+' -> new Regex.Repeated(part, 1, Gbnf.UNBOUNDED);
            case '?' -> new Regex.Repeated(part, 0, 1);
            default -> counted(part, start);
        };
        in.skip("?"); // the lazy form matches the same texts
        if (in.startsWith("+")) throw in.unsupported(start, "a grammar has no possessive repetition: leave the + out");
        return repeated;
    }

    private Regex.Repeated counted(Regex part, int start) {
        var bounds = in.through("}", "the repetition");
        if (!bounds.matches("\\d+(,\\d*)?")) throw in.unsupported(start, "{%s} is no repetition".formatted(bounds));
        var ends = bounds.split(",", -1);
        int min = count(ends[0], start);
        int max = ends.length == 1 ? min : ends[1].isEmpty() ? Gbnf.UNBOUNDED : count(ends[1], start);
        if (min > max) throw in.invalid(start, "{%s} has its bounds in the wrong order".formatted(bounds));
        return new Regex.Repeated(part, min, max);
    }

    private int count(String digits, int start) {
        if (digits.length() <= 5 && Integer.parseInt(digits) <= Bounds.MOST_COUNTED) return Integer.parseInt(digits);
        throw in.unsupported(start, "more than %,d repetitions are too many".formatted(Bounds.MOST_COUNTED));
    }
}

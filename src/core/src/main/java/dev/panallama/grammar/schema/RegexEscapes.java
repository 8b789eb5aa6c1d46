package dev.panallama.grammar.schema;

import org.jspecify.annotations.Nullable;

/// Reads what follows a backslash: a class such as `\d`, or a character.
final class RegexEscapes {
    private static final CharacterSet DIGIT = CharacterSet.range('0', '9');
    private static final CharacterSet WORD = DIGIT.or(CharacterSet.range('a', 'z')).or(CharacterSet.range('A', 'Z'))
            .or(CharacterSet.of("_"));
    private static final CharacterSet SPACE = CharacterSet.of(" \t\n\u000B\f\r");
    private static final CharacterSet HORIZONTAL = CharacterSet.of(" \t\u00A0\u1680\u180E\u202F\u205F\u3000")
            .or(CharacterSet.range(0x2000, 0x200A));
    private static final CharacterSet VERTICAL = CharacterSet.of("\n\u000B\f\r\u0085\u2028\u2029");

    private final RegexReader in;

    RegexEscapes(RegexReader in) {
        this.in = in;
    }

    /// Takes a class and returns it, or returns null if a single character comes next.
    @Nullable
    CharacterSet set() {
        int kind = in.peek();
        var set = switch (Character.toLowerCase(kind)) {
            case 'd' -> DIGIT;
            case 'w' -> WORD;
            case 's' -> SPACE;
            case 'h' -> HORIZONTAL;
            case 'v' -> VERTICAL;
            default -> null;
        };
        if (set == null) return null;
        in.next();
        return Character.isUpperCase(kind) ? set.not() : set;
    }

    /// Takes a character.
    int character() {
        int start = in.position() - 1;
        int kind = in.next();
        return switch (kind) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'a' -> 0x07;
            case 'e' -> 0x1B;
            case 'x' -> in.skip("{") ? braced(start) : in.hex(2);
            case 'u' -> unit(start);
            default -> other(kind, start);
        };
    }

    private int other(int kind, int start) {
        if (kind >= '0' && kind <= '9') {
            throw in.unsupported(start, kind == '0'
                    ? "octal escapes are not read here: write \\x.."
                    : "a grammar cannot repeat what a group matched");
        }
        if (!isLetter(kind)) return kind;
        throw in.unsupported(start, switch (kind) {
            case 'b', 'B' -> "a grammar has no word boundaries: write out what may stand there";
            case 'A', 'G', 'z', 'Z' -> "the whole text is matched: leave the anchor out";
            case 'k' -> "a grammar cannot repeat what a group matched";
            case 'p', 'P' -> "classes by property are not read here: list the ranges";
            case 'Q', 'E' -> "quoting is not read here: put a backslash before each character";
            default -> "the escape \\%c is not read here".formatted(kind);
        });
    }

    private static boolean isLetter(int character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private int braced(int start) {
        var digits = in.through("}", "\\x{");
        if (!digits.matches("[0-9a-fA-F]{1,6}")) throw in.invalid(start, "hexadecimal digits have to follow \\x{");
        int character = Integer.parseInt(digits, 16);
        if (character <= Character.MAX_CODE_POINT) return character;
        throw in.invalid(start, "the last character is \\x{10FFFF}");
    }

    /// Takes one UTF-16 unit, or two that make one character.
    private int unit(int start) {
        int unit = in.hex(4);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) return unit;
        if (unit <= Character.MAX_HIGH_SURROGATE && in.skip("\\u")) {
            int low = in.hex(4);
            if (Character.isLowSurrogate((char) low)) return Character.toCodePoint((char) unit, (char) low);
        }
        throw in.unsupported(start, "half of a surrogate pair is no character");
    }
}

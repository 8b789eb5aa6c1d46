package dev.panallama.grammar;

import java.util.Arrays;

/// Reads the characters and sets of characters of a grammar: as they are or as an escape.
final class GbnfCharacters {
    private final GbnfReader in;

    GbnfCharacters(GbnfReader in) {
        this.in = in;
    }

    /// Returns the next character of a literal. Two escapes may write one as a surrogate pair.
    int inLiteral() {
        int start = in.position();
        int codePoint = character();
        if (isHighSurrogate(codePoint) && in.peek() == '\\' && in.peek(1) == 'u') {
            int low = character();
            if (low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE)
                return Character.toCodePoint((char) codePoint, (char) low);
        }
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
            throw in.failure("half of a surrogate pair is no character", start);
        return codePoint;
    }

    private static boolean isHighSurrogate(int codePoint) {
        return codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_HIGH_SURROGATE;
    }

    /// Returns the set in brackets that follows.
    CodePoints set() {
        int start = in.position();
        in.next();
        boolean negated = in.skip("^");
        int[] bounds = new int[8];
        int length = 0;
        while (!in.skip("]")) {
            if (in.atEnd()) throw in.failure("expected ']' to end the set that begins here", start);
            if (length == bounds.length) bounds = Arrays.copyOf(bounds, 2 * length);
            length = addRange(bounds, length);
        }
        if (length == 0) throw in.failure("the set is empty: write \\] for the bracket itself", start);
        CodePoints listed = CodePoints.of(Arrays.copyOf(bounds, length));
        CodePoints set = negated ? listed.complement() : listed;
        if (set.isEmpty()) throw in.failure("the set matches no character", start);
        return set;
    }

    private int addRange(int[] bounds, int length) {
        int start = in.position();
        int first = character();
        int last = first;
        if (in.peek() == '-' && in.peek(1) != ']') {
            in.next();
            if (in.atEnd()) throw in.failure("expected the last character of the range that begins here", start);
            last = character();
        }
        if (last < first) throw in.failure("the range has its ends in the wrong order", start);
        bounds[length] = first;
        bounds[length + 1] = last;
        return length + 2;
    }

    private int character() {
        int start = in.position();
        int first = in.next();
        if (first != '\\') return first;
        if (in.atEnd()) throw in.failure("expected a character after the backslash");
        int codePoint = escaped(start);
        if (codePoint > Character.MAX_CODE_POINT)
            throw in.failure("there is no such character: the last is U+10FFFF", start);
        return codePoint;
    }

    private int escaped(int start) {
        int kind = in.next();
        return switch (kind) {
            case 'x' -> in.hex(2);
            case 'u' -> in.hex(4);
            case 'U' -> in.hex(8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-' -> kind;
            default -> throw in.failure(
                    "there is no such escape: \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\x41 \\u0041 \\U00000041 are those that exist",
                    start);
        };
    }
}

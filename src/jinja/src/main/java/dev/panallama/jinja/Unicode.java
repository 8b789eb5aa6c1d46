package dev.panallama.jinja;

/// What Python takes characters for.
final class Unicode {
    private Unicode() {}

    /// Tells whether `str.isspace` holds, which is what `strip` and `split` go by.
    static boolean isSpace(int codePoint) {
        if (codePoint < 0x80)
            return codePoint == ' ' || (codePoint >= 9 && codePoint <= 13)
                    || (codePoint >= 0x1c && codePoint <= 0x1f);
        return codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }

    /// Tells whether `str.splitlines` ends a line there.
    static boolean isLineEnd(int codePoint) {
        return (codePoint >= 0x0a && codePoint <= 0x0d) || (codePoint >= 0x1c && codePoint <= 0x1e) || codePoint == 0x85
                || codePoint == 0x2028 || codePoint == 0x2029;
    }

    static boolean isNameStart(int codePoint) {
        return codePoint == '_' || Character.isUnicodeIdentifierStart(codePoint);
    }

    static boolean isNamePart(int codePoint) {
        return Character.isUnicodeIdentifierPart(codePoint) && !Character.isIdentifierIgnorable(codePoint);
    }

    /// Tells whether `str.isprintable` holds: what `repr` shows as it is.
    static boolean isPrintable(int codePoint) {
        if (codePoint == ' ') return true;
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }
}

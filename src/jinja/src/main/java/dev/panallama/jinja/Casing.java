package dev.panallama.jinja;

import java.util.Locale;

/// Upper and lower case, and digits, as Python has them.
final class Casing {
    private Casing() {}

    static String capitalized(String text) {
        if (text.isEmpty()) return text;
        int first = text.codePointAt(0);
        int inLower = Character.toString(first).toLowerCase(Locale.ROOT).length();
        return title(first) + text.toLowerCase(Locale.ROOT).substring(inLower);
    }

    /// Begins each run of letters with a capital.
    static String titled(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean sameLength = lower.length() == text.length();
        var titled = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            String own = sameLength
                    ? Character.toString(lower.codePointAt(i))
                    : Character.toString(codePoint).toLowerCase(Locale.ROOT);
            titled.append(inWord ? own : title(codePoint));
            inWord = Unicode.isCased(codePoint);
        }
        return titled.toString();
    }

    private static String title(int codePoint) {
        String upper = Character.toString(codePoint).toUpperCase(Locale.ROOT);
        boolean expands = upper.codePointCount(0, upper.length()) > 1;
        return expands
                ? Character.toString(upper.codePointAt(0))
                        + upper.substring(Character.charCount(upper.codePointAt(0))).toLowerCase(Locale.ROOT)
                : Character.toString(Character.toTitleCase(codePoint));
    }

    static String swapped(String text) {
        var swapped = new StringBuilder();
        text.codePoints().forEach(it -> {
            String character = Character.toString(it);
            swapped.append(Character.isUpperCase(it)
                    ? character.toLowerCase(Locale.ROOT)
                    : Character.isLowerCase(it) ? character.toUpperCase(Locale.ROOT) : character);
        });
        return swapped.toString();
    }

    static String folded(String text) {
        return text.replace("ß", "ss").toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase) && text.codePoints()
                .noneMatch(it -> Character.isUpperCase(it) || Character.isTitleCase(it));
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase) && text.codePoints()
                .noneMatch(it -> Character.isLowerCase(it) || Character.isTitleCase(it));
    }

    static boolean isTitle(String text) {
        boolean inWord = false;
        boolean found = false;
        for (int codePoint : text.codePoints().toArray()) {
            boolean capital = Character.isUpperCase(codePoint) || Character.isTitleCase(codePoint);
            if (capital ? inWord : Character.isLowerCase(codePoint) && !inWord) return false;
            inWord = Unicode.isCased(codePoint);
            found |= inWord;
        }
        return found;
    }

    /// Tells whether `str.isdigit` holds: also for digits above and below the line, and in circles.
    static boolean isDigit(int codePoint) {
        return Character.isDigit(codePoint) || "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉①②③④⑤⑥⑦⑧⑨".indexOf(codePoint) >= 0;
    }

    static boolean isNumeric(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}

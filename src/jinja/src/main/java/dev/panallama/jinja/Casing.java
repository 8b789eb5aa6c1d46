package dev.panallama.jinja;

import java.util.Locale;

/// Upper and lower case as Python has them.
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
        var titled = new StringBuilder();
        boolean inWord = false;
        for (int codePoint : text.codePoints().toArray()) {
            titled.append(inWord ? Character.toString(codePoint).toLowerCase(Locale.ROOT) : title(codePoint));
            inWord = isCased(codePoint);
        }
        return titled.toString();
    }

    private static String title(int codePoint) {
        String upper = Character.toString(codePoint).toUpperCase(Locale.ROOT);
        if (upper.codePointCount(0, upper.length()) == 1) return Character.toString(Character.toTitleCase(codePoint));
        int first = Character.charCount(upper.codePointAt(0));
        return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
    }

    private static boolean isCased(int codePoint) {
        return Character.isUpperCase(codePoint) || Character.isLowerCase(codePoint) || Character.isTitleCase(codePoint);
    }

    static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase) && text.codePoints()
                .noneMatch(it -> Character.isUpperCase(it) || Character.isTitleCase(it));
    }

    static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase) && text.codePoints()
                .noneMatch(it -> Character.isLowerCase(it) || Character.isTitleCase(it));
    }
}

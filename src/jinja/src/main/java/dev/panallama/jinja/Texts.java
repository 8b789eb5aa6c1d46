package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Work on texts that keeps their marks.
final class Texts {
    private Texts() {}

    /// @param replacement of a code point, null for those that stay
    static Text replaceCharacters(Rendering rendering, Text text, IntFunction<@Nullable String> replacement) {
        rendering.text(text.length());
        String string = text.toString();
        if (string.codePoints().allMatch(it -> replacement.apply(it) == null)) return text;
        var changed = new TextBuilder();
        for (int i = 0; i < string.length(); i += Character.charCount(string.codePointAt(i))) {
            int codePoint = string.codePointAt(i);
            String other = replacement.apply(codePoint);
            changed.append(other == null ? Character.toString(codePoint) : other, text, i);
        }
        rendering.text(changed.length());
        return changed.text();
    }

    /// Changes case: as the whole text says where a character's neighbours matter, and character by character for the
    /// marks where the length changes.
    static Text changeCase(Rendering rendering, Text text, UnaryOperator<String> change) {
        rendering.text(text.length());
        String whole = change.apply(text.toString());
        if (!text.isMarked()) return Text.of(whole);
        if (whole.length() == text.length()) return text.withCharacters(whole);
        var changed = new TextBuilder();
        String string = text.toString();
        int from = 0;
        for (int i = 0; i < string.length(); i += Character.charCount(string.codePointAt(i))) {
            int to = Math.min(whole.length(), from + change.apply(Character.toString(string.codePointAt(i))).length());
            changed.append(whole.substring(from, to), text, i);
            from = to;
        }
        return changed.append(whole.substring(from)).text();
    }

    static Text strip(Text text, IntPredicate stripped, boolean left, boolean right) {
        String string = text.toString();
        int start = 0;
        int end = string.length();
        while (left && start < end && stripped.test(string.codePointAt(start)))
            start += Character.charCount(string.codePointAt(start));
        while (right && start < end && stripped.test(string.codePointBefore(end)))
            end -= Character.charCount(string.codePointBefore(end));
        return text.subSequence(start, end);
    }

    static Text replace(Rendering rendering, Text text, Text old, Text replacement, int count) {
        rendering.text(text.length());
        if (old.length() == 0) return insert(rendering, text, replacement);
        var replaced = new TextBuilder();
        int done = 0;
        int left = count;
        for (int at = find(text, old, 0); at >= 0 && left != 0; at = find(text, old, done), left--) {
            rendering.length((long) replaced.length() + at - done + replacement.length());
            replaced.append(text, done, at).append(replacement);
            rendering.text(replacement.length());
            done = at + old.length();
        }
        if (done == 0) return text;
        rendering.length((long) replaced.length() + text.length() - done);
        return replaced.append(text, done, text.length()).text();
    }

    private static Text insert(Rendering rendering, Text text, Text between) {
        var parts = new ArrayList<Text>(List.of(Text.EMPTY));
        Sequences.iterator(rendering, text).forEachRemaining(it -> parts.add((Text) it));
        parts.add(Text.EMPTY);
        return join(rendering, between, parts);
    }

    private static int find(Text text, Text part, int from) {
        return text.toString().indexOf(part.toString(), from);
    }

    /// @param separator where it is null, any run of spaces
    /// @param limit of the number of cuts, below 0 for none
    static List<Object> split(Rendering rendering, Text text, @Nullable Text separator, int limit) {
        rendering.text(text.length());
        if (separator == null) return splitAtSpaces(rendering, text, limit);
        var parts = new ArrayList<Object>();
        int done = 0;
        int left = limit;
        for (int at = find(text, separator, 0); at >= 0 && left != 0; at = find(text, separator, done), left--) {
            rendering.step();
            parts.add(text.subSequence(done, at));
            done = at + separator.length();
        }
        parts.add(text.subSequence(done, text.length()));
        return parts;
    }

    private static List<Object> splitAtSpaces(Rendering rendering, Text text, int limit) {
        String string = text.toString();
        var parts = new ArrayList<Object>();
        int left = limit;
        int at = skip(string, 0, true);
        while (at < string.length()) {
            rendering.step();
            int end = left-- == 0 ? string.length() : skip(string, at, false);
            parts.add(text.subSequence(at, end));
            at = skip(string, end, true);
        }
        return parts;
    }

    private static int skip(String string, int from, boolean spaces) {
        int at = from;
        while (at < string.length() && Unicode.isSpace(string.charAt(at)) == spaces) at++;
        return at;
    }

    static List<Object> splitFromRight(Rendering rendering, Text text, @Nullable Text separator, int limit) {
        if (limit < 0) return split(rendering, text, separator, limit);
        rendering.text(text.length());
        var parts = new ArrayList<Object>();
        int end = separator == null ? beforeSpaces(text, text.length()) : text.length();
        for (int left = limit; left > 0; left--) {
            int at = lastCut(text.toString(), separator, end);
            if (at < 0) break;
            rendering.step();
            parts.add(text.subSequence(at + (separator == null ? 1 : separator.length()), end));
            end = separator == null ? beforeSpaces(text, at) : at;
        }
        if (separator != null || end > 0) parts.add(text.subSequence(0, end));
        return parts.reversed();
    }

    private static int beforeSpaces(Text text, int end) {
        int at = end;
        while (at > 0 && Unicode.isSpace(text.charAt(at - 1))) at--;
        return at;
    }

    private static int lastCut(String string, @Nullable Text separator, int end) {
        if (separator != null)
            return end < separator.length()
                    ? -1
                    : string.lastIndexOf(separator.toString(), end - separator.length());
        int at = end - 1;
        while (at >= 0 && !Unicode.isSpace(string.charAt(at))) at--;
        return at;
    }

    static List<Object> lines(Rendering rendering, Text text, boolean keepEnds) {
        rendering.text(text.length());
        String string = text.toString();
        var lines = new ArrayList<Object>();
        int begin = 0;
        for (int i = 0; i < string.length(); i++) {
            if (!Unicode.isLineEnd(string.charAt(i))) continue;
            int next = string.startsWith("\r\n", i) ? i + 2 : i + 1;
            rendering.step();
            lines.add(text.subSequence(begin, keepEnds ? next : i));
            begin = next;
            i = next - 1;
        }
        if (begin < string.length()) lines.add(text.subSequence(begin, string.length()));
        return lines;
    }

    static Text join(Rendering rendering, Text separator, Iterable<Text> parts) {
        var joined = new TextBuilder();
        boolean first = true;
        for (Text part : parts) {
            rendering.text(part.length() + separator.length());
            rendering.length((long) joined.length() + part.length() + separator.length());
            if (!first) joined.append(separator);
            joined.append(part);
            first = false;
        }
        return joined.text();
    }

    /// @param align `<`, `>` or `^`
    static Text pad(Rendering rendering, Text text, int width, String fill, char align) {
        int missing = width - text.size();
        if (missing <= 0) return text;
        rendering.text(width);
        int left = align == '<' ? 0 : align == '>' ? missing : missing / 2;
        return new TextBuilder().append(fill.repeat(left)).append(text).append(fill.repeat(missing - left)).text();
    }

    /// Returns the place in UTF-16 units of a code point's number.
    static int offset(Text text, int codePoints) {
        return text.isBasic() ? codePoints : text.toString().offsetByCodePoints(0, codePoints);
    }
}

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

    private record Cut(int begin, int end) {}

    /// @param separator where it is null, any run of spaces
    /// @param limit of the number of cuts, below 0 for none
    static List<Object> split(Rendering rendering, Text text, @Nullable Text separator, int limit, boolean fromRight) {
        rendering.text(text.length());
        Text kept = separator == null ? strip(text, Unicode::isSpace, !fromRight, fromRight) : text;
        List<Cut> cuts = separator == null ? spaces(kept.toString()) : cuts(kept, separator);
        rendering.steps(cuts.size());
        int left = limit < 0 ? cuts.size() : Math.min(limit, cuts.size());
        var parts = new ArrayList<Object>();
        int done = 0;
        for (Cut cut : fromRight ? cuts.subList(cuts.size() - left, cuts.size()) : cuts.subList(0, left)) {
            parts.add(kept.subSequence(done, cut.begin));
            done = cut.end;
        }
        parts.add(kept.subSequence(done, kept.length()));
        if (separator == null) parts.removeIf(Text.EMPTY::equals);
        return parts;
    }

    private static List<Cut> cuts(Text text, Text separator) {
        var cuts = new ArrayList<Cut>();
        for (int at = find(text, separator, 0); at >= 0; at = find(text, separator, at + separator.length()))
            cuts.add(new Cut(at, at + separator.length()));
        return cuts;
    }

    private static List<Cut> spaces(String string) {
        var cuts = new ArrayList<Cut>();
        for (int at = 0; at < string.length(); at++) {
            int begin = at;
            while (at < string.length() && Unicode.isSpace(string.charAt(at))) at++;
            if (at > begin) cuts.add(new Cut(begin, at));
        }
        return cuts;
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

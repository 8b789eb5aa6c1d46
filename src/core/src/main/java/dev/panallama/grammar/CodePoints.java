package dev.panallama.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A set of characters. Surrogates are none, so they are left out. Immutable.
final class CodePoints {
    /// Every character but U+0000, which no text should hold.
    static final CodePoints ANY = of(new int[]{1, Character.MAX_CODE_POINT});

    private static final int FIRST_SURROGATE = 0xD800;
    private static final int LAST_SURROGATE = 0xDFFF;

    private final int[] bounds; // first and last of each range, ascending and with gaps between

    private CodePoints(int[] bounds) {
        this.bounds = bounds;
    }

    /// Returns the set of these ranges, given as first and last code points in any order.
    static CodePoints of(int... firstsAndLasts) {
        var parts = new ArrayList<int[]>();
        for (int i = 0; i < firstsAndLasts.length; i += 2) {
            int first = firstsAndLasts[i];
            int last = firstsAndLasts[i + 1];
            addRange(parts, first, Math.min(last, FIRST_SURROGATE - 1));
            addRange(parts, Math.max(first, LAST_SURROGATE + 1), last);
        }
        parts.sort(Comparator.comparingInt(it -> it[0]));
        return new CodePoints(merged(parts));
    }

    private static void addRange(List<int[]> parts, int first, int last) {
        if (first <= last) parts.add(new int[]{first, last});
    }

    private static int[] merged(List<int[]> sorted) {
        int[] bounds = new int[2 * sorted.size()];
        int length = 0;
        for (int[] part : sorted) {
            if (length > 0 && part[0] <= bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], part[1]);
            } else {
                bounds[length++] = part[0];
                bounds[length++] = part[1];
            }
        }
        return Arrays.copyOf(bounds, length);
    }

    /// Returns all other characters, without U+0000.
    CodePoints complement() {
        int[] others = new int[bounds.length + 2];
        int length = 0;
        int from = 1;
        for (int i = 0; i < bounds.length; i += 2) {
            if (from < bounds[i]) {
                others[length++] = from;
                others[length++] = bounds[i] - 1;
            }
            from = Math.max(from, bounds[i + 1] + 1);
        }
        if (from <= Character.MAX_CODE_POINT) {
            others[length++] = from;
            others[length++] = Character.MAX_CODE_POINT;
        }
        return of(Arrays.copyOf(others, length));
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    /// Returns the part between two numbers, each moved by `offset`.
    CodePoints slice(int first, int last, int offset) {
        int from = firstEndingAt(first);
        int to = from;
        while (to < bounds.length && bounds[to] <= last) to += 2;
        int[] part = Arrays.copyOfRange(bounds, from, to);
        for (int i = 0; i < part.length; i++) part[i] = Math.clamp(part[i], first, last) + offset;
        return new CodePoints(part);
    }

    /// Returns the index of the first range that ends at `first` or after it.
    private int firstEndingAt(int first) {
        int low = 0;
        int high = bounds.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < first) low = middle + 1;
            else high = middle;
        }
        return 2 * low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /// Returns it as a grammar has it, shortened to a few ranges.
    @Override
    public String toString() {
        if (bounds.length == 2 && bounds[0] == bounds[1]) return '"' + escaped(bounds[0]) + '"';
        var text = new StringBuilder("[");
        for (int i = 0; i < Math.min(bounds.length, 12); i += 2) {
            text.append(escaped(bounds[i]));
            if (bounds[i] < bounds[i + 1]) text.append('-').append(escaped(bounds[i + 1]));
        }
        return text.append(bounds.length > 12 ? "…]" : "]").toString();
    }

    private static String escaped(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '"', '\\', '[', ']', '-' -> "\\" + (char) codePoint;
            default ->
                codePoint < ' ' || codePoint > '~' ? "\\U%08X".formatted(codePoint) : Character.toString(codePoint);
        };
    }
}

package dev.panallama.grammar.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A set of code points.
///
/// @param ranges ascending, with gaps between
record CharacterSet(List<Range> ranges) {
    static final CharacterSet EMPTY = new CharacterSet(List.of());

    /// The code points from `first` to `last`.
    record Range(int first, int last) {}

    /// Returns the code points from `first` to `last`.
    static CharacterSet range(int first, int last) {
        return new CharacterSet(List.of(new Range(first, last)));
    }

    /// Returns the set of the characters in a text.
    static CharacterSet of(String characters) {
        return characters.codePoints().mapToObj(it -> range(it, it)).reduce(EMPTY, CharacterSet::or);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean contains(int character) {
        return ranges.stream().anyMatch(it -> it.first() <= character && character <= it.last());
    }

    CharacterSet or(CharacterSet other) {
        var all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return new CharacterSet(merged(all));
    }

    CharacterSet and(CharacterSet other) {
        return not().or(other.not()).not();
    }

    CharacterSet not() {
        var others = new ArrayList<Range>();
        int from = 0;
        for (var range : ranges) {
            if (from < range.first()) others.add(new Range(from, range.first() - 1));
            from = range.last() + 1;
        }
        if (from <= Character.MAX_CODE_POINT) others.add(new Range(from, Character.MAX_CODE_POINT));
        return new CharacterSet(others);
    }

    /// Returns the set with the ASCII letters that differ from its own in case alone.
    CharacterSet anyCase() {
        return or(shifted('a', 'z', 'A' - 'a')).or(shifted('A', 'Z', 'a' - 'A'));
    }

    /// Returns the set as a class of characters, negated where that is shorter.
    String gbnf() {
        var negated = contains(Character.MAX_CODE_POINT) && !not().isEmpty();
        var text = new StringBuilder(negated ? "[^" : "[");
        for (var range : negated ? not().ranges : ranges) {
            text.append(Gbnf.inClass(range.first()));
            if (range.first() == range.last()) continue;
            if (range.last() > range.first() + 1) text.append('-');
            text.append(Gbnf.inClass(range.last()));
        }
        return text.append(']').toString();
    }

    private CharacterSet shifted(int first, int last, int by) {
        return new CharacterSet(and(range(first, last)).ranges.stream()
                .map(it -> new Range(it.first() + by, it.last() + by))
                .toList());
    }

    private static List<Range> merged(List<Range> ranges) {
        var sorted = ranges.toArray(Range[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(Range::first));
        var merged = new ArrayList<Range>();
        for (var range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                var last = merged.removeLast();
                merged.add(new Range(last.first(), Math.max(last.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}

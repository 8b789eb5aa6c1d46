package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `+` and `*` of texts, lists and tuples.
final class Joining {
    private Joining() {}

    /// Returns null where the two cannot be added.
    static @Nullable Object sum(Rendering rendering, Object left, Object right) {
        if (left instanceof Text a && right instanceof Text b) return sum(rendering, a, b);
        if (left instanceof ListValue a && right instanceof ListValue b)
            return new ListValue(sum(rendering, a.elements(), b.elements()));
        if (left instanceof TupleValue a && right instanceof TupleValue b)
            return new TupleValue(sum(rendering, a.elements(), b.elements()));
        return null;
    }

    static Text sum(Rendering rendering, Text left, Text right) {
        boolean markup = left.isMarkup() || right.isMarkup();
        Text first = markup ? TextFilters.escape(rendering, left) : left;
        Text second = markup ? TextFilters.escape(rendering, right) : right;
        rendering.text((long) first.length() + second.length());
        if (first.isMarked() || second.isMarked())
            return new TextBuilder().append(first).append(second).text().asMarkup(markup);
        return Text.of(first.toString().concat(second.toString())).asMarkup(markup);
    }

    private static List<Object> sum(Rendering rendering, List<Object> left, List<Object> right) {
        rendering.steps(left.size() + right.size());
        var all = new ArrayList<Object>(left.size() + right.size());
        all.addAll(left);
        all.addAll(right);
        return all;
    }

    /// Returns null where the two cannot be multiplied.
    static @Nullable Object product(Rendering rendering, Object left, Object right) {
        if (Types.isInteger(left) && !Types.isInteger(right)) return product(rendering, right, left);
        if (!Types.isInteger(right)) return null;
        int times = Math.max(0, Types.clamp(right));
        return switch (left) {
            case Text text -> repeat(rendering, text, times);
            case ListValue list -> new ListValue(repeat(rendering, list.elements(), times));
            case TupleValue tuple -> new TupleValue(repeat(rendering, tuple.elements(), times));
            default -> null;
        };
    }

    static Text repeat(Rendering rendering, Text text, int times) {
        if (text.length() == 0 || times == 0) return Text.EMPTY;
        rendering.text((long) text.length() * times);
        if (!text.isMarked()) return Text.of(text.toString().repeat(times));
        var repeated = new TextBuilder();
        for (int i = 0; i < times; i++) repeated.append(text);
        return repeated.text();
    }

    private static List<Object> repeat(Rendering rendering, List<Object> elements, int times) {
        rendering.steps((long) elements.size() * times);
        var repeated = new ArrayList<Object>(elements.size() * times);
        for (int i = 0; i < times && !elements.isEmpty(); i++) repeated.addAll(elements);
        return repeated;
    }
}

package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.List;

/// `value[start:stop:step]`.
final class Slices {
    private Slices() {}

    static Object slice(Rendering rendering, Object value, Object start, Object stop, Object step) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (!(value instanceof Text || value instanceof ListValue || value instanceof TupleValue
                || value instanceof Range))
            throw rendering.failure("'%s' object cannot be sliced", Types.name(value));
        int stride = bound(rendering, step, 1);
        if (stride == 0) throw rendering.failure("slice step cannot be zero");
        int size = Sequences.size(rendering, value);
        int first = place(bound(rendering, start, stride > 0 ? 0 : Integer.MAX_VALUE), size, stride);
        int last = stop == None.NONE ? stride > 0 ? size : -1 : place(bound(rendering, stop, 0), size, stride);
        return slice(rendering, value, new Cut(first, last, stride, count(first, last, stride)));
    }

    /// Which elements: `count` of them from `first` on, each `stride` after the one before.
    private record Cut(int first, int last, int stride, int count) {
        int at(int number) {
            return first + number * stride;
        }
    }

    private static int bound(Rendering rendering, Object bound, int otherwise) {
        if (bound == None.NONE) return otherwise;
        if (Types.isInteger(bound)) return Types.clamp(bound);
        throw rendering.failure("slice indices must be integers or None, not %s", Types.name(bound));
    }

    private static int place(int bound, int size, int stride) {
        if (bound < 0) return Math.max(bound + size, stride > 0 ? 0 : -1);
        return Math.min(bound, stride > 0 ? size : size - 1);
    }

    private static int count(int first, int last, int stride) {
        long distance = stride > 0 ? (long) last - first : (long) first - last;
        long step = Math.abs((long) stride);
        return distance <= 0 ? 0 : (int) ((distance + step - 1) / step);
    }

    private static Object slice(Rendering rendering, Object value, Cut cut) {
        rendering.steps(cut.count / 8);
        return switch (value) {
            case Text text -> slice(rendering, text, cut);
            case ListValue list -> new ListValue(pick(list.elements(), cut));
            case TupleValue tuple -> new TupleValue(pick(tuple.elements(), cut));
            case Range range -> new Range(range.start() + cut.first * range.step(),
                    range.start() + cut.last * range.step(),
                    range.step() * cut.stride, cut.count);
            default -> throw new AssertionError(value.getClass());
        };
    }

    private static List<Object> pick(List<Object> elements, Cut cut) {
        if (cut.stride == 1) return new ArrayList<>(elements.subList(cut.first, cut.first + cut.count));
        var picked = new ArrayList<Object>(cut.count);
        for (int i = 0; i < cut.count; i++) picked.add(elements.get(cut.at(i)));
        return picked;
    }

    private static Text slice(Rendering rendering, Text text, Cut cut) {
        if (cut.count == 0) return Text.EMPTY;
        if (cut.stride == 1)
            return text.subSequence(Texts.offset(text, cut.first), Texts.offset(text, cut.first + cut.count));
        rendering.text(text.length());
        int[] begins = begins(text);
        var picked = new TextBuilder();
        for (int i = 0; i < cut.count; i++) picked.append(text, begins[cut.at(i)], begins[cut.at(i) + 1]);
        return picked.text();
    }

    /// Returns where the code points begin, and the end.
    private static int[] begins(Text text) {
        String string = text.toString();
        int[] begins = new int[text.size() + 1];
        for (int i = 1; i < begins.length; i++)
            begins[i] = begins[i - 1] + Character.charCount(string.codePointAt(begins[i - 1]));
        return begins;
    }
}

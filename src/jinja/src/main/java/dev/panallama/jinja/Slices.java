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
        int count = count(first, last, stride);
        rendering.steps(count / 8);
        if (value instanceof Text text && stride == 1)
            return text.subSequence(Texts.offset(text, first), Texts.offset(text, first + count));
        List<Object> all = Sequences.elements(rendering, value);
        var picked = new ArrayList<Object>(count);
        for (int i = 0; i < count; i++) picked.add(all.get(first + i * stride));
        return switch (value) {
            case Text _ -> Texts.join(rendering, Text.EMPTY, picked.stream().map(Text.class::cast).toList());
            case TupleValue _ -> new TupleValue(picked);
            default -> new ListValue(picked);
        };
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
}

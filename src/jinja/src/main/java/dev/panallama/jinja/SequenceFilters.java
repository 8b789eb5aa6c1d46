package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Filters for lists, dicts and whatever else has elements.
final class SequenceFilters {
    private SequenceFilters() {}

    static void addTo(Map<String, Filters.Filter> filters) {
        Filters.add(filters, "length", "", (rendering, value, _) -> length(rendering, value));
        filters.put("count", filters.get("length"));
        Filters.add(filters, "list", "", (rendering, value, _) -> Sequences.list(rendering, value));
        Filters.add(filters, "first", "",
                (rendering, value, _) -> first(Sequences.iterator(rendering, value), "first"));
        Filters.add(filters, "last", "", (rendering, value, _) -> first(reversed(rendering, value), "last"));
        Filters.add(filters, "reverse", "", (rendering, value, _) -> reverse(rendering, value));
        Filters.add(filters, "join", "d= attribute=", SequenceFilters::join);
        Filters.add(filters, "items", "", (rendering, value, _) -> items(rendering, value));
        Filters.add(filters, "dictsort", "case_sensitive= by= reverse=", SequenceFilters::sortDict);
        Filters.add(filters, "sort", "reverse= case_sensitive= attribute=", SequenceFilters::sort);
        Filters.add(filters, "min", "case_sensitive= attribute=", (rendering, value, given) -> extreme(rendering, value,
                given, false));
        Filters.add(filters, "max", "case_sensitive= attribute=", (rendering, value, given) -> extreme(rendering, value,
                given, true));
        Filters.add(filters, "sum", "attribute= start=", SequenceFilters::sum);
    }

    private static Object length(Rendering rendering, Object value) {
        if (value instanceof Text text) rendering.text(text.length());
        return (long) Sequences.size(rendering, value);
    }

    private static Object first(Iterator<Object> elements, String which) {
        return elements.hasNext()
                ? elements.next()
                : new Undefined("no %s item, sequence was empty".formatted(which));
    }

    private static Iterator<Object> reversed(Rendering rendering, Object value) {
        if (value instanceof Generator || !Sequences.isIterable(value))
            throw rendering.failure("'%s' object is not reversible", Types.name(value));
        List<Object> elements = Sequences.elements(rendering, value);
        return elements.reversed().iterator();
    }

    private static Object reverse(Rendering rendering, Object value) {
        if (value instanceof Text text) return Slices.slice(rendering, text, None.NONE, None.NONE, -1L);
        if (value instanceof Generator) return new ListValue(Sequences.list(rendering, value).elements().reversed());
        return new Generator(reversed(rendering, value));
    }

    private static Object join(Rendering rendering, Object value, Signature.Values given) {
        UnaryOperator<Object> attribute = given.hasSome(1) ? Attribute.of(rendering, given.get(1)) : it -> it;
        Text separator = Printing.text(rendering, given.get(0, Text.EMPTY));
        var parts = new ArrayList<Text>();
        Sequences.iterator(rendering, value)
                .forEachRemaining(it -> parts.add(Printing.text(rendering, attribute.apply(it))));
        return Texts.join(rendering, separator, parts);
    }

    private static Object items(Rendering rendering, Object value) {
        if (!(value instanceof Dict) && !(value instanceof Undefined))
            throw rendering.failure("can only get item pairs from a mapping");
        Object view = value instanceof Dict dict ? new DictView(dict, DictView.Part.ITEMS) : value;
        return new Generator(Sequences.iterator(rendering, view));
    }

    private static Object sortDict(Rendering rendering, Object value, Signature.Values given) {
        String by = given.text(1, Text.of("key")).toString();
        if (!by.equals("key") && !by.equals("value"))
            throw rendering.failure("you can only sort by either \"key\" or \"value\"");
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (!(value instanceof Dict dict))
            throw rendering.failure("'%s' object has no attribute 'items'", Types.name(value));
        UnaryOperator<Object> part = it -> ((TupleValue) it).get(by.equals("key") ? 0 : 1);
        List<Object> entries = Sequences.elements(rendering, new DictView(dict, DictView.Part.ITEMS));
        return new ListValue(sorted(rendering, entries, Attribute.caseless(rendering, part, given.truth(0)),
                given.truth(2)));
    }

    private static Object sort(Rendering rendering, Object value, Signature.Values given) {
        UnaryOperator<Object> key = Attribute.several(rendering, given.get(2), given.truth(1));
        return new ListValue(sorted(rendering, Sequences.elements(rendering, value), key, given.truth(0)));
    }

    private static Object extreme(Rendering rendering, Object value, Signature.Values given, boolean greatest) {
        UnaryOperator<Object> key = Attribute.caseless(rendering, Attribute.of(rendering, given.get(1)),
                given.truth(0));
        Iterator<Object> elements = Sequences.iterator(rendering, value);
        if (!elements.hasNext()) return new Undefined("no aggregated item, sequence was empty");
        Object best = elements.next();
        Object bestKey = key.apply(best);
        while (elements.hasNext()) {
            Object next = elements.next();
            Object nextKey = key.apply(next);
            if (greatest
                    ? !Comparison.less(rendering, bestKey, nextKey)
                    : !Comparison.less(rendering, nextKey, bestKey))
                continue;
            best = next;
            bestKey = nextKey;
        }
        return best;
    }

    private static Object sum(Rendering rendering, Object value, Signature.Values given) {
        UnaryOperator<Object> attribute = Attribute.of(rendering, given.get(0));
        Object sum = given.get(1, 0L);
        if (sum instanceof Text) throw rendering.failure("sum() can't sum strings: use ''.join(seq) instead");
        Iterator<Object> elements = Sequences.iterator(rendering, value);
        while (elements.hasNext()) sum = Arithmetic.binary(rendering, "+", sum, attribute.apply(elements.next()));
        return sum;
    }

    private record Keyed(Object key, Object value) {}

    static List<Object> sorted(Rendering rendering, List<Object> values, UnaryOperator<Object> key, boolean reverse) {
        Comparator<Keyed> order = (one, other) -> {
            rendering.step();
            if (Comparison.less(rendering, one.key, other.key)) return -1;
            return Comparison.less(rendering, other.key, one.key) ? 1 : 0;
        };
        List<Keyed> keyed = new ArrayList<>(values.stream().map(it -> new Keyed(key.apply(it), it)).toList());
        try {
            keyed.sort(reverse ? order.reversed() : order);
        } catch (IllegalArgumentException _) { // as with numbers that are none
            throw rendering.failure("the elements have no order");
        }
        return new ArrayList<>(keyed.stream().map(Keyed::value).toList());
    }
}

package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/// Going through values, and asking how many elements they have.
final class Sequences {
    private Sequences() {}

    static Iterator<Object> iterator(Rendering rendering, Object value) {
        return iterator(rendering, value, "'%s' object is not iterable");
    }

    /// @param refusal of a value that has no elements, with a place for its type
    static Iterator<Object> iterator(Rendering rendering, Object value, String refusal) {
        if (!isIterable(value)) throw rendering.failure(refusal, Types.name(value));
        Iterator<Object> elements = elements(value);
        return new Elements(() -> {
            rendering.step();
            return elements.hasNext() ? elements.next() : null;
        });
    }

    static boolean isIterable(Object value) {
        return value instanceof ListValue || value instanceof TupleValue || value instanceof Text
                || value instanceof Dict
                || value instanceof DictView || value instanceof Range || value instanceof Generator
                || value instanceof Undefined;
    }

    private static Iterator<Object> elements(Object value) {
        return switch (value) {
            case ListValue list -> Elements.indexed(list::size, list::get);
            case TupleValue tuple -> tuple.elements().iterator();
            case Text text -> characters(text);
            case Dict dict -> Elements.indexed(dict::size, dict::key);
            case DictView view -> Elements.indexed(view::size, view::get);
            case Range range -> Elements.indexed(range::size, range::get);
            case Generator generator -> generator.elements();
            default -> Collections.emptyIterator();
        };
    }

    private static Iterator<Object> characters(Text text) {
        int[] next = {0};
        return new Elements(() -> {
            int begin = next[0];
            if (begin == text.length()) return null;
            next[0] += Character.charCount(text.toString().codePointAt(begin));
            return text.subSequence(begin, next[0]);
        });
    }

    static ListValue list(Rendering rendering, Object value) {
        var list = new ListValue(Math.max(0, sizeOrUnknown(value)));
        iterator(rendering, value).forEachRemaining(list::add);
        return list;
    }

    /// Returns the number of elements, or -1 where Python knows no `len`.
    static int sizeOrUnknown(Object value) {
        return switch (value) {
            case Text text -> text.size();
            case ListValue list -> list.size();
            case TupleValue tuple -> tuple.size();
            case Dict dict -> dict.size();
            case DictView view -> view.size();
            case Range range -> range.size();
            case LoopContext loop -> loop.length();
            case Undefined _ -> 0;
            default -> -1;
        };
    }

    static int size(Rendering rendering, Object value) {
        int size = sizeOrUnknown(value);
        if (size < 0) throw rendering.failure("object of type '%s' has no len()", Types.name(value));
        return size;
    }

    /// Returns the elements of a list, tuple, range or view, by number.
    static List<Object> elements(Rendering rendering, Object value) {
        return switch (value) {
            case ListValue list -> list.elements();
            case TupleValue tuple -> tuple.elements();
            default -> {
                var elements = new ArrayList<Object>();
                iterator(rendering, value).forEachRemaining(elements::add);
                yield elements;
            }
        };
    }

    static boolean contains(Rendering rendering, Object container, Object element) {
        return switch (container) {
            case Text text when element instanceof Text part -> {
                rendering.text(text.length());
                yield text.toString().contains(part.toString());
            }
            case Text _ -> throw rendering.failure("'in <string>' requires string as left operand, not %s",
                    Types.name(element));
            case Dict dict -> dict.get(rendering, element) != null;
            case DictView view when view.part() == DictView.Part.KEYS -> view.dict().get(rendering, element) != null;
            default -> {
                Iterator<Object> elements = iterator(rendering, container, "argument of type '%s' is not iterable");
                while (elements.hasNext()) if (Comparison.same(rendering, elements.next(), element)) yield true;
                yield false;
            }
        };
    }
}

package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The variable `loop`: where a loop is.
final class LoopContext implements Attributes, Callable, Iterator<Object> {
    private final Object iterable;
    private final @Nullable Recursion recursion;
    private final int depth;
    private Iterator<Object> elements;
    private int index = -1;
    private int length = -1;
    private @Nullable Object previous;
    private @Nullable Object current;
    private @Nullable Object next;
    private @Nullable Object changed;

    /// Renders the loop's body for other elements, one level deeper.
    interface Recursion {
        Text render(Object iterable, int depth);
    }

    LoopContext(Rendering rendering, Object iterable, @Nullable Recursion recursion, int depth) {
        this.iterable = iterable;
        this.recursion = recursion;
        this.depth = depth;
        elements = Sequences.iterator(rendering, iterable);
    }

    @Override
    public boolean hasNext() {
        return peek() != null;
    }

    @Override
    public Object next() {
        Object element = peek();
        if (element == null) throw new NoSuchElementException();
        next = null;
        index++;
        previous = current;
        current = element;
        return element;
    }

    private @Nullable Object peek() {
        if (next == null && elements.hasNext()) next = elements.next();
        return next;
    }

    /// Returns the number of elements; those of a generator are made for it.
    int length() {
        if (length >= 0) return length;
        length = Sequences.sizeOrUnknown(iterable);
        if (length < 0) {
            var rest = new ArrayList<Object>();
            elements.forEachRemaining(rest::add);
            elements = rest.iterator();
            length = rest.size() + index + 1 + (next == null ? 0 : 1);
        }
        return length;
    }

    int position() {
        return index + 1;
    }

    @Override
    public @Nullable Object attribute(Rendering rendering, String name) {
        return switch (name) {
            case "index" -> (long) index + 1;
            case "index0" -> (long) index;
            case "revindex" -> (long) length() - index;
            case "revindex0" -> (long) length() - index - 1;
            case "first" -> index == 0;
            case "last" -> peek() == null;
            case "length" -> (long) length();
            case "depth" -> (long) depth + 1;
            case "depth0" -> (long) depth;
            case "previtem" -> previous == null ? new Undefined("there is no previous item") : previous;
            case "nextitem" -> peek() == null ? new Undefined("there is no next item") : peek();
            case "cycle" -> (Callable) this::cycle;
            case "changed" -> (Callable) this::changed;
            default -> null;
        };
    }

    private Object cycle(Rendering rendering, Arguments arguments) {
        if (arguments.positional().isEmpty()) throw rendering.failure("no items for cycling given");
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Object changed(Rendering rendering, Arguments arguments) {
        var value = new TupleValue(arguments.positional());
        if (changed != null && Comparison.equal(rendering, changed, value)) return false;
        changed = value;
        return true;
    }

    @Override
    public Object call(Rendering rendering, Arguments arguments) {
        if (recursion == null)
            throw rendering.failure("the loop must have the 'recursive' marker to be called recursively");
        return recursion.render(Signature.of("loop", "iterable").bind(rendering, arguments).get(0), depth + 1);
    }
}

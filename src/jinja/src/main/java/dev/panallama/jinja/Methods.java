package dev.panallama.jinja;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Methods and attributes of Python's own types. Those that change a value are kept away, as in the sandbox of chat
/// templates, but for a list's `append` and `pop`.
final class Methods {
    private static final Set<String> CHANGE_LISTS = Set.of("clear", "reverse", "insert", "sort", "extend", "remove");
    private static final Set<String> CHANGE_DICTS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final Signature GET = Signature.of("get", "key default=");
    private static final Signature APPEND = Signature.of("append", "object");
    private static final Signature POP = Signature.of("pop", "index=");
    private static final Signature COUNT = Signature.of("count", "value");
    private static final Signature INDEX = Signature.of("index", "value start= stop=");

    private Methods() {}

    /// Returns null if the value has no such attribute.
    static @Nullable Object find(Object value, String name) {
        return switch (value) {
            case Text text -> StringMethods.find(text, name);
            case Dict dict -> ofDict(dict, name);
            case ListValue list -> ofList(list, name);
            case TupleValue tuple -> ofElements(tuple.elements(), name);
            default -> null;
        };
    }

    private static Callable plain(String name, java.util.function.Supplier<Object> result) {
        return (rendering, arguments) -> {
            if (!arguments.isEmpty()) throw rendering.failure("%s() takes no arguments", name);
            return result.get();
        };
    }

    private static @Nullable Object ofDict(Dict dict, String name) {
        return switch (name) {
            case "get" -> (Callable) (rendering, arguments) -> {
                Signature.Values given = GET.bind(rendering, arguments);
                Object found = dict.get(rendering, given.get(0));
                return found == null ? given.get(1) : found;
            };
            case "items" -> plain(name, () -> new DictView(dict, DictView.Part.ITEMS));
            case "keys" -> plain(name, () -> new DictView(dict, DictView.Part.KEYS));
            case "values" -> plain(name, () -> new DictView(dict, DictView.Part.VALUES));
            case "copy" -> (Callable) (rendering, arguments) -> {
                rendering.steps(dict.size());
                return dict.copy();
            };
            default -> CHANGE_DICTS.contains(name) ? Undefined.unsafe(dict, name) : null;
        };
    }

    private static @Nullable Object ofList(ListValue list, String name) {
        return switch (name) {
            case "append" -> (Callable) (rendering, arguments) -> {
                list.add(APPEND.bind(rendering, arguments).get(0));
                return None.NONE;
            };
            case "pop" -> (Callable) (rendering, arguments) -> pop(rendering, list, arguments);
            case "copy" -> (Callable) (rendering, arguments) -> Sequences.list(rendering, list);
            default -> CHANGE_LISTS.contains(name) ? Undefined.unsafe(list, name) : ofElements(list.elements(), name);
        };
    }

    private static Object pop(Rendering rendering, ListValue list, Arguments arguments) {
        int index = POP.bind(rendering, arguments).integer(0, -1);
        if (list.size() == 0) throw rendering.failure("pop from empty list");
        int place = index < 0 ? index + list.size() : index;
        if (place < 0 || place >= list.size()) throw rendering.failure("pop index out of range");
        rendering.steps((list.size() - place) / 8);
        return list.remove(place);
    }

    private static @Nullable Object ofElements(List<Object> elements, String name) {
        return switch (name) {
            case "count" -> (Callable) (rendering, arguments) -> count(rendering, elements, arguments);
            case "index" -> (Callable) (rendering, arguments) -> index(rendering, elements, arguments);
            default -> null;
        };
    }

    private static Object count(Rendering rendering, List<Object> elements, Arguments arguments) {
        Object wanted = COUNT.bind(rendering, arguments).get(0);
        rendering.steps(elements.size());
        return elements.stream().filter(it -> Comparison.same(rendering, it, wanted)).count();
    }

    private static Object index(Rendering rendering, List<Object> elements, Arguments arguments) {
        Signature.Values given = INDEX.bind(rendering, arguments);
        int start = given.integer(1, 0);
        int stop = given.integer(2, Integer.MAX_VALUE);
        int from = start < 0 ? Math.max(0, start + elements.size()) : start;
        int to = Math.min(elements.size(), stop < 0 ? stop + elements.size() : stop);
        rendering.steps(elements.size());
        for (int i = from; i < to; i++)
            if (Comparison.same(rendering, elements.get(i), given.get(0))) return (long) i;
        throw rendering.failure("the value is not in the list");
    }
}

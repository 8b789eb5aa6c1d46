package dev.panallama.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Attributes and elements of values. What is not there is [Undefined]; what a sandbox keeps away is too.
final class Access {
    private Access() {}

    /// `value.name`: methods before elements.
    static Object attribute(Rendering rendering, Object value, Text name) {
        Object found = attributeOnly(rendering, value, name.toString());
        if (found != null) return found;
        found = element(rendering, value, name);
        return found != null ? found : Undefined.element(value, name);
    }

    /// `value[key]`: elements before methods.
    static Object item(Rendering rendering, Object value, Object key) {
        Object found = element(rendering, value, key);
        if (found == null && key instanceof Text name) found = attributeOnly(rendering, value, name.toString());
        return found != null ? found : Undefined.element(value, key);
    }

    static @Nullable Object attributeOnly(Rendering rendering, Object value, String name) {
        if (value instanceof Undefined it) throw rendering.failure(it.message());
        if (name.startsWith("__") && name.endsWith("__")) return Undefined.unsafe(value, name);
        if (value instanceof Attributes it) {
            Object found = it.attribute(rendering, name);
            return found != null && name.startsWith("_") ? Undefined.unsafe(value, name) : found;
        }
        return Methods.find(value, name);
    }

    private static @Nullable Object element(Rendering rendering, Object value, Object key) {
        return switch (value) {
            case Dict dict -> entry(rendering, dict, key);
            case ListValue list -> at(list.elements(), key);
            case TupleValue tuple -> at(tuple.elements(), key);
            case Range range -> {
                int index = index(key, range.size());
                yield index < 0 ? null : range.get(index);
            }
            case Text text -> character(rendering, text, key);
            case Undefined it -> throw rendering.failure(it.message());
            default -> null;
        };
    }

    /// Returns null for a key that cannot be one, too.
    private static @Nullable Object entry(Rendering rendering, Dict dict, Object key) {
        if (key instanceof ListValue || key instanceof Dict || key instanceof DictView) return null;
        if (!(key instanceof TupleValue)) return dict.get(rendering, key);
        try {
            return dict.get(rendering, key);
        } catch (TemplateEvaluationException _) {
            return null;
        }
    }

    private static @Nullable Object at(List<Object> elements, Object key) {
        int index = index(key, elements.size());
        return index < 0 ? null : elements.get(index);
    }

    private static @Nullable Object character(Rendering rendering, Text text, Object key) {
        if (!Types.isInteger(key)) return null;
        rendering.text(text.length());
        int index = index(key, text.size());
        return index < 0 ? null : text.subSequence(Texts.offset(text, index), Texts.offset(text, index + 1));
    }

    /// Returns where an element is, or -1 if the key is no index of one.
    private static int index(Object key, int size) {
        if (!Types.isInteger(key)) return -1;
        int index = Types.clamp(key);
        if (index < 0) index += size;
        return index >= 0 && index < size ? index : -1;
    }
}

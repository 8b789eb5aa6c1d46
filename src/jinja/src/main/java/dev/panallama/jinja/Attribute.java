package dev.panallama.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// The parameter `attribute` of filters: a path such as `address.city` or `0.name`.
final class Attribute {
    private Attribute() {}

    static UnaryOperator<Object> of(Rendering rendering, Object path) {
        return of(rendering, path, None.NONE);
    }

    /// @param path None for the value itself
    /// @param otherwise what stands for a missing attribute, None for nothing
    static UnaryOperator<Object> of(Rendering rendering, Object path, Object otherwise) {
        List<Object> parts = parts(path);
        return value -> {
            Object found = value;
            for (Object part : parts) {
                rendering.step();
                found = Access.item(rendering, found, part);
                if (found instanceof Undefined && otherwise != None.NONE) found = otherwise;
            }
            return found;
        };
    }

    private static List<Object> parts(Object path) {
        if (path == None.NONE) return List.of();
        if (!(path instanceof Text text)) return List.of(path);
        return Arrays.stream(text.toString().split("\\.", -1)).map(Attribute::part).toList();
    }

    private static Object part(String name) {
        boolean number = !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Character::isDigit);
        return number ? (Object) Long.parseLong(name) : Text.of(name);
    }

    /// Returns the values of several paths, which commas separate, as one key.
    static UnaryOperator<Object> several(Rendering rendering, Object paths, boolean caseSensitive) {
        var keys = new ArrayList<UnaryOperator<Object>>();
        if (paths instanceof Text text)
            for (String path : text.toString().split(",", -1))
                keys.add(caseless(rendering, of(rendering, Text.of(path)), caseSensitive));
        else
            keys.add(caseless(rendering, of(rendering, paths), caseSensitive));
        return value -> new ListValue(keys.stream().map(it -> it.apply(value)).toList());
    }

    /// Returns a key whose texts are in lower case, unless case matters.
    static UnaryOperator<Object> caseless(Rendering rendering, UnaryOperator<Object> key, boolean caseSensitive) {
        if (caseSensitive) return key;
        return value -> key.apply(value) instanceof Text text ? StringMethods.lower(rendering, text) : key.apply(value);
    }
}

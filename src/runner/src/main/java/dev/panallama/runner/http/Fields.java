package dev.panallama.runner.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The fields of a JSON object that somebody sent. What is null counts as missing; what is of the wrong type is refused
/// with a [RequestException] that names it.
public record Fields(JsonNode node) {
    /// @throws RequestException if the JSON is no object
    public Fields {
        if (!node.isObject())
            throw new Problem(Problem.Kind.INVALID, "the request is no JSON object").asException();
    }

    /// Returns a field as it is.
    public Optional<JsonNode> any(String name) {
        return Optional.ofNullable(node.get(name)).filter(it -> !it.isNull());
    }

    /// Whether a field is there.
    public boolean has(String name) {
        return any(name).isPresent();
    }

    /// Returns a text.
    public Optional<String> text(String name) {
        return any(name).map(it -> {
            if (!it.isString()) throw wrong(name, it, "a text");
            return it.stringValue();
        });
    }

    /// Returns a text that must be there.
    public String required(String name) {
        return text(name).orElseThrow(() -> RequestException.of(name, "is missing"));
    }

    /// Returns true or false.
    public Optional<Boolean> flag(String name) {
        return any(name).map(it -> {
            if (!it.isBoolean()) throw wrong(name, it, "true or false");
            return it.booleanValue();
        });
    }

    /// Returns an integer within limits.
    public Optional<Integer> integer(String name, int least, int most) {
        return any(name).map(it -> {
            double value = it.isNumber() ? it.doubleValue() : Double.NaN;
            if (value != Math.rint(value) || value < least || value > most)
                throw wrong(name, it, "an integer from %d to %d".formatted(least, most));
            return (int) value;
        });
    }

    /// Returns an object.
    public Optional<Fields> object(String name) {
        return any(name).map(it -> {
            if (!it.isObject()) throw wrong(name, it, "an object");
            return new Fields(it);
        });
    }

    /// Returns the elements of a list; empty if there is none.
    public List<JsonNode> list(String name) {
        return any(name).map(it -> {
            if (!it.isArray()) throw wrong(name, it, "a list");
            return it.valueStream().toList();
        }).orElse(List.of());
    }

    /// Returns texts: one, or a list of some; empty if there are none.
    public List<String> texts(String name) {
        Optional<JsonNode> found = any(name);
        if (found.isEmpty()) return List.of();
        if (found.get().isString()) return List.of(found.get().stringValue());
        var texts = new ArrayList<String>();
        for (JsonNode it : list(name)) {
            if (!it.isString()) throw wrong(name, it, "a text or a list of texts");
            texts.add(it.stringValue());
        }
        return texts;
    }

    /// Returns those of the texts that are not empty.
    public String[] filledTexts(String name) {
        return texts(name).stream().filter(it -> !it.isEmpty()).toArray(String[]::new);
    }

    /// Returns which of some values a text is.
    public <T> Optional<T> oneOf(String name, Map<String, T> values) {
        return text(name).map(it -> {
            T value = values.get(it);
            if (value == null) throw wrong(name, node.get(name), "one of " + String.join(", ", values.keySet()));
            return value;
        });
    }

    /// Refuses fields that are known but cannot be obeyed, unless they ask for nothing: false, 0, or what is empty.
    public void refuse(String why, String... names) {
        for (String name : names)
            if (any(name).filter(it -> !asksForNothing(it)).isPresent()) throw RequestException.of(name, why);
    }

    private static boolean asksForNothing(JsonNode value) {
        if (value.isContainer()) return value.isEmpty();
        return (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isString() && value.stringValue().isEmpty());
    }

    private static RequestException wrong(String name, JsonNode value, String wanted) {
        String text = value.toString();
        return RequestException.of(name,
                "is %s: give %s".formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text, wanted));
    }
}

package dev.panallama.jinja;

import org.jspecify.annotations.Nullable;

/// What `namespace` gives: the only values whose attributes a template can set.
final class Namespace implements Attributes {
    private final Dict attributes;

    Namespace(Dict attributes) {
        this.attributes = attributes;
    }

    Dict attributes() {
        return attributes;
    }

    void set(Rendering rendering, Text name, Object value) {
        attributes.put(rendering, name, value);
    }

    @Override
    public @Nullable Object attribute(Rendering rendering, String name) {
        return attributes.get(rendering, Text.of(name));
    }
}

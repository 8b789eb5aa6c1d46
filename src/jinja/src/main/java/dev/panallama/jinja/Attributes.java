package dev.panallama.jinja;

import org.jspecify.annotations.Nullable;

/// A value with attributes of its own.
interface Attributes {
    /// Returns an attribute, or null if there is none of that name.
    @Nullable
    Object attribute(Rendering rendering, String name);
}

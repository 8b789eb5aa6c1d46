package dev.panallama.jinja;

/// A value that a template can call.
interface Callable {
    Object call(Rendering rendering, Arguments arguments);
}

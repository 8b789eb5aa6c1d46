package dev.panallama.jinja;

import java.util.Iterator;

/// Elements that fail when they are asked for, as a generator of Python does.
record Failing(Rendering rendering, String problem) implements Iterator<Object> {
    static Iterator<Object> with(Rendering rendering, String problem) {
        return new Failing(rendering, problem);
    }

    @Override
    public boolean hasNext() {
        throw rendering.failure(problem);
    }

    @Override
    public Object next() {
        throw rendering.failure(problem);
    }
}

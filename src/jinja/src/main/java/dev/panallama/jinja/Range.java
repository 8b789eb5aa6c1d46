package dev.panallama.jinja;

/// The numbers from one to another, which is not among them.
record Range(long start, long stop, long step, int size) {
    Object get(int index) {
        return start + index * step;
    }
}

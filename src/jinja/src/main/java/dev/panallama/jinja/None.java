package dev.panallama.jinja;

/// Python's `None`.
enum None {
    NONE
}

package dev.panallama.jinja;

import java.util.Iterator;

/// Elements that can be gone through once, made as they are asked for.
record Generator(Iterator<Object> elements) {}

/// The language of chat templates, with the semantics of Python's jinja2.
@NullMarked
package dev.panallama.jinja;

import org.jspecify.annotations.NullMarked;

/// What all protocols need to have models generate: the fields of requests that they share, and answers side by side.
@NullMarked
package dev.panallama.runner.generating;

import org.jspecify.annotations.NullMarked;

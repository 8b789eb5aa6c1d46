/// The models that are measured.
@NullMarked
package dev.panallama.bench.model;

import org.jspecify.annotations.NullMarked;

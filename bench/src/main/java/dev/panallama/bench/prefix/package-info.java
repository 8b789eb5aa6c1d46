/// Requests that begin alike: what the second one costs.
@NullMarked
package dev.panallama.bench.prefix;

import org.jspecify.annotations.NullMarked;

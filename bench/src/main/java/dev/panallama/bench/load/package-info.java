/// Many requests at once: workloads, what answers them, and how long that takes.
@NullMarked
package dev.panallama.bench.load;

import org.jspecify.annotations.NullMarked;

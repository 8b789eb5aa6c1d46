/// The command line of bench.
@NullMarked
package dev.panallama.bench.cli;

import org.jspecify.annotations.NullMarked;

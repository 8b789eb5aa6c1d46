/// How soon a new process has its first token, and what it holds in memory.
@NullMarked
package dev.panallama.bench.start;

import org.jspecify.annotations.NullMarked;

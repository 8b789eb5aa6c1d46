/// Programs that generate on command, one written in C and one in Java, in processes of their own.
@NullMarked
package dev.panallama.bench.program;

import org.jspecify.annotations.NullMarked;

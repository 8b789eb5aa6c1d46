/// Where log lines go: to standard error, and only when asked for.
@NullMarked
package dev.panallama.runner.log;

import org.jspecify.annotations.NullMarked;

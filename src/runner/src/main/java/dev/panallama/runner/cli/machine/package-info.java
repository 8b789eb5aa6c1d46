/// Commands that look at the machine: whether it is well, and whether a model fits.
@NullMarked
package dev.panallama.runner.cli.machine;

import org.jspecify.annotations.NullMarked;

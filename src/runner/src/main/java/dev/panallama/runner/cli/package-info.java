/// The command line: options, exit codes, and what one line of them does.
@NullMarked
package dev.panallama.runner.cli;

import org.jspecify.annotations.NullMarked;

/// What all commands have in common: the user's models, exit codes, and how a wrong line is told.
@NullMarked
package dev.panallama.runner.cli.command;

import org.jspecify.annotations.NullMarked;

/// Commands that are the server, or ask the one that runs.
@NullMarked
package dev.panallama.runner.cli.server;

import org.jspecify.annotations.NullMarked;

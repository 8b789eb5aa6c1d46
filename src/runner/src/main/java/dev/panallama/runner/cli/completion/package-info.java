/// Commands by which shells complete commands, options and names of models.
@NullMarked
package dev.panallama.runner.cli.completion;

import org.jspecify.annotations.NullMarked;

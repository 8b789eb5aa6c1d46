/// Commands that use a model in this process: they answer, embed, tokenize, show a prompt and measure.
@NullMarked
package dev.panallama.runner.cli.generate;

import org.jspecify.annotations.NullMarked;

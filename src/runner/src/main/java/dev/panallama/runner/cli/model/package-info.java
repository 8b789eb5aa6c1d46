/// Commands that look after the models: they fetch, tell of, name, make and remove them.
@NullMarked
package dev.panallama.runner.cli.model;

import org.jspecify.annotations.NullMarked;

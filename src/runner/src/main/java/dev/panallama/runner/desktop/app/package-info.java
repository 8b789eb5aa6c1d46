/// The window of `panallama app`.
@NullMarked
package dev.panallama.runner.desktop.app;

import org.jspecify.annotations.NullMarked;

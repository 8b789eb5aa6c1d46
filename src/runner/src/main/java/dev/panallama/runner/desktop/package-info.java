/// A chat for programs with a Swing window: [dev.panallama.runner.desktop.ChatPanel].
@NullMarked
package dev.panallama.runner.desktop;

import org.jspecify.annotations.NullMarked;

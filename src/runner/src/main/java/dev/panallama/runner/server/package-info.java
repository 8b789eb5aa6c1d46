/// The server as users start it: all protocols over one pool of models.
@NullMarked
package dev.panallama.runner.server;

import org.jspecify.annotations.NullMarked;

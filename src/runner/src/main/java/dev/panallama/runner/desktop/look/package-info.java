/// How the windows look: colours, type, drawings, buttons, by the look and feel that there is.
@NullMarked
package dev.panallama.runner.desktop.look;

import org.jspecify.annotations.NullMarked;

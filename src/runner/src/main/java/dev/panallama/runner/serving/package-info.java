/// Models in memory, loaded when they are asked for and freed when nobody does.
@NullMarked
package dev.panallama.runner.serving;

import org.jspecify.annotations.NullMarked;

/// Models by name: where their files come from, and the folder that keeps them.
@NullMarked
package dev.panallama.runner.store;

import org.jspecify.annotations.NullMarked;

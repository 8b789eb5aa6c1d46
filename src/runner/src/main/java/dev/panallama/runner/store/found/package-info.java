/// Models that other programs have on this machine. They are used where they lie, and never changed.
@NullMarked
package dev.panallama.runner.store.found;

import org.jspecify.annotations.NullMarked;

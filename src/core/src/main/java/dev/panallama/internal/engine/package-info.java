/// Computes many sequences together: who has a slot, what is in the next batch, and what is kept of sequences that are gone.
/// Knows nothing of C; [dev.panallama.internal.engine.BatchContext] is what it computes with.
@NullMarked
package dev.panallama.internal.engine;

import org.jspecify.annotations.NullMarked;

package dev.panallama.internal.ffm;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Carries what Java throws while C is calling it past C, to whoever called C. Used on one thread alone.
final class Parked {
    private @Nullable Throwable thrown;

    /// Runs `work` where nothing may leave; what it throws waits for [#rethrow].
    ///
    /// @return what `work` says, or false where it threw
    boolean orFalse(BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (Throwable failure) {
            thrown = failure;
            return false;
        }
    }

    /// Returns whether something waits.
    boolean isFilled() {
        return thrown != null;
    }

    /// Throws what waits, if anything does, and forgets it.
    void rethrow() {
        Throwable failure = thrown;
        thrown = null;
        if (failure instanceof RuntimeException unchecked) throw unchecked;
        if (failure instanceof Error error) throw error;
        if (failure != null) throw new IllegalStateException("code that was called back failed", failure);
    }
}

package dev.panallama;

/// Follows the loading of a model. Called on the loading thread, while the caller of `load` waits.
@FunctionalInterface
public interface LoadProgress {
    /// Watches nothing and never cancels.
    LoadProgress UNWATCHED = _ -> true;

    /// Is told how much is loaded. What it throws ends the load and reaches the caller of `load`.
    ///
    /// @param fraction from 0 to 1
    /// @return whether loading goes on; false makes `load` throw a `CancellationException`
    boolean at(double fraction);
}

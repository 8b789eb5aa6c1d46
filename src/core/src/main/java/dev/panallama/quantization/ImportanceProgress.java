package dev.panallama.quantization;

/// Follows the measuring of an importance matrix. Called on the caller's thread.
@FunctionalInterface
public interface ImportanceProgress {
    /// Watches nothing and never cancels.
    ImportanceProgress UNWATCHED = (_, _) -> true;

    /// Is told before each chunk of text how many were computed. What it throws ends the measuring.
    ///
    /// @return whether measuring goes on; false makes `compute` throw a `CancellationException`
    boolean at(int chunk, int chunks);
}

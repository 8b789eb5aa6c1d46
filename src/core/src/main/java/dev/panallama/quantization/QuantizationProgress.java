package dev.panallama.quantization;

/// Follows a quantization. Called on another thread, while the caller of `quantize` waits.
@FunctionalInterface
public interface QuantizationProgress {
    /// Watches nothing and never cancels.
    QuantizationProgress UNWATCHED = _ -> true;

    /// One tensor's turn.
    ///
    /// @param index how many tensors are written
    /// @param count how many there are
    /// @param tensor what is written next
    /// @param fraction how much of all work is done, from 0 to 1, by the size of the tensors
    record Step(int index, int count, QuantizedTensor tensor, double fraction) {}

    /// Is told of each tensor before it is written. What it throws ends the quantization and reaches the caller of
    /// `quantize`.
    ///
    /// @return whether quantizing goes on; false makes `quantize` throw a `CancellationException`
    boolean at(Step step);
}

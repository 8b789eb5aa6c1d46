package dev.panallama.internal.host;

import java.util.Map;

/// Measures what goes through a model's weights while texts are computed. Any thread may use it; calls take turns.
public interface HostedMeter extends AutoCloseable {
    /// Computes `ids[from..to)`, a chunk at most, as a text of their own.
    void compute(int[] ids, int from, int to);

    /// Returns what was measured, by the tensors' names.
    Map<String, Activations> sums();

    @Override
    void close();
}

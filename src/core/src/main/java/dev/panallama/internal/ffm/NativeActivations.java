package dev.panallama.internal.ffm;

import java.util.Map;

/// Measures what goes through a model's weights while texts are computed. Any thread may use it; calls take turns.
public final class NativeActivations implements AutoCloseable {
    private final ContextOwner<ActivationMeter> owner;

    /// Makes a context of a model, which cannot be closed before it.
    ///
    /// @param chunkLength how many tokens are computed in one context
    /// @param output whether the output matrix is measured too
    public NativeActivations(NativeModel model, int chunkLength, int threads, boolean output) {
        owner = new ContextOwner<>(model, "importance matrix",
                () -> new ActivationMeter(model, chunkLength, threads, output));
    }

    /// Computes `ids[from..to)`, a chunk at most, as a text of their own.
    public void compute(int[] ids, int from, int to) {
        owner.call(it -> {
            it.compute(ids, from, to);
            return null;
        });
    }

    /// Returns what was measured, by the tensors' names.
    public Map<String, Activations> sums() {
        return owner.call(it -> Map.copyOf(it.sums()));
    }

    @Override
    public void close() {
        owner.close();
    }
}

package dev.panallama.internal.ffm;

import dev.panallama.internal.host.Activations;
import dev.panallama.internal.host.HostedMeter;
import java.util.Map;

/// Measures what goes through a model's weights while texts are computed. Any thread may use it; calls take turns.
final class NativeMeter implements HostedMeter {
    private final ContextOwner<ActivationMeter> owner;

    /// Makes a context of a model, which cannot be closed before it.
    ///
    /// @param chunkLength how many tokens are computed in one context
    /// @param output whether the output matrix is measured too
    public NativeMeter(NativeModel model, int chunkLength, int threads, boolean output) {
        owner = new ContextOwner<>(model, "importance matrix",
                () -> new ActivationMeter(model, chunkLength, threads, output));
    }

    @Override
    public void compute(int[] ids, int from, int to) {
        owner.call(it -> {
            it.compute(ids, from, to);
            return null;
        });
    }

    @Override
    public Map<String, Activations> sums() {
        return owner.call(it -> Map.copyOf(it.sums()));
    }

    @Override
    public void close() {
        owner.close();
    }
}

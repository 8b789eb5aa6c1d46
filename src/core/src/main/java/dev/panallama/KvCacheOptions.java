package dev.panallama;

import dev.panallama.internal.host.ContextParameters;

/// How a session keeps keys and values. Immutable.
///
/// @param keys how keys are stored
/// @param values how values are stored; quantized ones need [FlashAttention]
/// @param beyondWindow whether layers with a sliding window keep all tokens. Otherwise they keep the window, which saves
///     memory, and to rewind further back computes everything again
/// @param shared whether a session and its forks share one cache, where common tokens are kept once and all of them
///     together have the context length. Otherwise each has a cache of that length, and a fork copies
/// @param offload whether the cache and attention are on the GPU with their layer
public record KvCacheOptions(
        KvCacheType keys, KvCacheType values, boolean beyondWindow, boolean shared, boolean offload) {
    private static final KvCacheOptions DEFAULTS = new KvCacheOptions(KvCacheType.F16, KvCacheType.F16, false, true,
            true);

    /// Returns 16 bits for each number, the window alone, shared and offloaded.
    public static KvCacheOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with keys and values stored otherwise.
    public KvCacheOptions withTypes(KvCacheType keys, KvCacheType values) {
        return new KvCacheOptions(keys, values, beyondWindow, shared, offload);
    }

    /// Returns these options with all tokens kept in layers with a sliding window, or not.
    public KvCacheOptions withBeyondWindow(boolean keep) {
        return new KvCacheOptions(keys, values, keep, shared, offload);
    }

    /// Returns these options with one cache for a session and its forks, or one each.
    public KvCacheOptions withShared(boolean one) {
        return new KvCacheOptions(keys, values, beyondWindow, one, offload);
    }

    /// Returns these options with the cache on the GPU or not.
    public KvCacheOptions withOffload(boolean onGpu) {
        return new KvCacheOptions(keys, values, beyondWindow, shared, onGpu);
    }

    void writeTo(ContextParameters params) {
        params.cacheTypes(keys.name(), values.name()).keepBeyondWindow(beyondWindow);
    }
}

package dev.panallama.internal.ffm;

/// What computes with one `llama_context`, on the thread of its [ContextOwner] alone.
interface ContextUse extends AutoCloseable {
    /// Returns the number of compute threads. Any thread may ask.
    int threads();

    /// Returns what changes its computation.
    AdapterSwitch adapters();

    /// Frees the context and all that belongs to it.
    @Override
    void close();
}

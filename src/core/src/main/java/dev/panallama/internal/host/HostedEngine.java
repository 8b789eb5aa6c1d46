package dev.panallama.internal.host;

/// A context whose sequences are computed together. Any thread may use it. The model outlives it.
public interface HostedEngine {
    /// Opens a sequence, which takes a slot only while it computes.
    ///
    /// @param priority those of a higher one come first
    /// @param patience how many nanoseconds a call waits for a slot
    HostedSequence openSequence(int priority, long patience);

    /// Returns what it has done so far and what it is doing.
    EngineFacts facts();

    /// Ends what the sequences are doing, and frees the context. Closing twice does nothing.
    void close();

    /// Returns the action that frees an engine whose owner was garbage collected.
    Runnable cleanUp();
}

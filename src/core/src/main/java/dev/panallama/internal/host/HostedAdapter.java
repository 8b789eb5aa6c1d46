package dev.panallama.internal.host;

import java.util.Map;

/// A LoRA adapter that is loaded for a model, which is not closed before it. Any thread may use it. It is not freed while a
/// sequence has it set.
public interface HostedAdapter {
    /// Returns the file's name.
    String name();

    /// Returns the tokens that activate the adapter; none if it is always active.
    int[] invocationTokens();

    /// Returns all scalar metadata of the file as text, by name.
    Map<String, String> metadata();

    /// Throws if the adapter is closed.
    void checkOpen();

    /// Frees the adapter. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while sessions have it set; nothing is freed then
    void close();

    /// Returns the action that frees an adapter whose owner was garbage collected.
    Runnable cleanUp();
}

package dev.panallama.internal.host;

import java.util.List;

/// A context that turns whole texts into vectors, scores or logits. Any thread may use it: each batch is a turn, and
/// interrupting the caller breaks its batch off with a `CancellationException`. After [#close] every call throws
/// `IllegalStateException`.
public interface HostedEncoder {
    /// Returns how many tokens the texts of a batch may have together.
    int batchSize();

    /// Returns how many tokens a text may have.
    int longestText();

    /// Computes one vector of so many numbers for each text.
    float[][] pooled(List<int[]> texts, int length);

    /// Computes one vector for each token of a text.
    float[][] ofTokens(int[] text);

    /// Computes for each text the logits of some tokens as the next.
    float[][] logits(List<int[]> texts, int[] ids);

    /// Throws if it is closed, or lost because C broke off.
    void checkUsable();

    /// Frees the context, after the batch that is being computed. Closing twice does nothing.
    void close();

    /// Returns the action that frees a context whose owner was garbage collected.
    Runnable cleanUp();
}

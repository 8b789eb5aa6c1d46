package dev.panallama;

import dev.panallama.internal.host.ContextParameters;

/// What the tokens of a text look at.
public enum Attention {
    /// As the model's file says.
    OF_MODEL,
    /// At the tokens before them.
    CAUSAL,
    /// At all tokens of the text: for models that continue text and were then trained to embed it this way.
    BIDIRECTIONAL;

    void writeTo(ContextParameters params) {
        if (this != OF_MODEL) params.causalAttention(this == CAUSAL);
    }
}

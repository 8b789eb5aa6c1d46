package dev.panallama;

import dev.panallama.internal.host.ContextParameters;

/// Whether attention is computed fused, without ever storing its matrix of weights (Dao et al. 2022).
public enum FlashAttention {
    /// Where the devices can.
    AUTOMATIC,
    /// Always. A KV cache whose values are quantized needs it.
    ON,
    /// Never.
    OFF;

    void writeTo(ContextParameters params) {
        if (this != AUTOMATIC) params.flashAttention(this == ON);
    }
}

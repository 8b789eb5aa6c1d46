package dev.panallama;

/// How a model is spread over several GPUs (`enum llama_split_mode` of llama.h).
public enum SplitMode {
    /// Uses one device alone.
    NONE,
    /// Gives each device a run of layers, with their part of the KV cache.
    LAYER,
    /// Like `LAYER`, but cuts matrices into rows, where the back end can.
    ROW,
    /// Cuts all tensors, so that the devices compute each layer together. Not for every architecture.
    TENSOR
}

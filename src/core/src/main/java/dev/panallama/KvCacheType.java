package dev.panallama;

/// How the numbers in a KV cache are stored, by ggml's names: the fewer bits, the more tokens fit, and the less exact
/// attention is. Quantized types store 32 numbers together, and the size of a head has to be a multiple of that.
public enum KvCacheType {
    /// 32 bits.
    F32,
    /// 16 bits.
    F16,
    /// 16 bits, of which 8 are exponent. Such a cache cannot shift.
    BF16,
    /// 8.5 bits.
    Q8_0,
    /// 6 bits.
    Q5_1,
    /// 5.5 bits.
    Q5_0,
    /// 5 bits.
    Q4_1,
    /// 4.5 bits.
    Q4_0,
    /// 4.5 bits, not evenly spaced.
    IQ4_NL,
    /// 4.25 bits with an exponent for each block.
    MXFP4
}

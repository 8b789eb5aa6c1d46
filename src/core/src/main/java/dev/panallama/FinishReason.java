package dev.panallama;

/// Why a [Generation] ended.
public enum FinishReason {
    /// The model chose a token that ends the text or the turn, or a stop condition was met.
    STOP,
    /// As many tokens as asked for were generated, or the context is full.
    LENGTH,
    /// The time was up.
    TIME_LIMIT,
    /// It was cancelled or closed.
    CANCELLED
}

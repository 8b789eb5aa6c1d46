package dev.panallama;

/// Why a [Generation] ended.
public enum FinishReason {
    /// The model chose a token that ends the text or the turn. That token is not part of the session.
    STOP,
    /// As many tokens as asked for were generated, or the context is full.
    LENGTH,
    /// It was cancelled or closed.
    CANCELLED
}

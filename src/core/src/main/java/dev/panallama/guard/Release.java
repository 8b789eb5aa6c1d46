package dev.panallama.guard;

/// When a guarded answer is shown.
public enum Release {
    /// When all of it is cleared.
    WHOLE,
    /// Paragraph by paragraph, each when the answer up to there is cleared.
    PARAGRAPH
}

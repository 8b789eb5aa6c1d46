package dev.panallama.internal.host;

/// A role that one token of a vocabulary may have.
public enum SpecialToken {
    /// BOS, or CLS.
    BEGINNING_OF_TEXT,
    /// EOS.
    END_OF_TEXT,
    /// EOT.
    END_OF_TURN,
    /// SEP.
    SEPARATOR,
    /// The end of a line.
    NEWLINE,
    /// PAD.
    PADDING,
    /// MASK.
    MASK,
    /// Before what stands before a gap.
    INFILL_PREFIX,
    /// Before what stands behind a gap.
    INFILL_SUFFIX,
    /// Before what fills a gap.
    INFILL_MIDDLE,
    /// Fills up.
    INFILL_PADDING,
    /// Before a repository's name.
    INFILL_REPOSITORY,
    /// Before a file's name.
    INFILL_FILE;
}

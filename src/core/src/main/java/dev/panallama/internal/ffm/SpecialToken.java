package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;

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

    int of(MemorySegment vocabulary) {
        return switch (this) {
            case BEGINNING_OF_TEXT -> llama_h.llama_vocab_bos(vocabulary);
            case END_OF_TEXT -> llama_h.llama_vocab_eos(vocabulary);
            case END_OF_TURN -> llama_h.llama_vocab_eot(vocabulary);
            case SEPARATOR -> llama_h.llama_vocab_sep(vocabulary);
            case NEWLINE -> llama_h.llama_vocab_nl(vocabulary);
            case PADDING -> llama_h.llama_vocab_pad(vocabulary);
            case MASK -> llama_h.llama_vocab_mask(vocabulary);
            case INFILL_PREFIX -> llama_h.llama_vocab_fim_pre(vocabulary);
            case INFILL_SUFFIX -> llama_h.llama_vocab_fim_suf(vocabulary);
            case INFILL_MIDDLE -> llama_h.llama_vocab_fim_mid(vocabulary);
            case INFILL_PADDING -> llama_h.llama_vocab_fim_pad(vocabulary);
            case INFILL_REPOSITORY -> llama_h.llama_vocab_fim_rep(vocabulary);
            case INFILL_FILE -> llama_h.llama_vocab_fim_sep(vocabulary);
        };
    }
}

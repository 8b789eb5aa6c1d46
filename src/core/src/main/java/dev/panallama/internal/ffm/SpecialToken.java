package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/// A role that one token of a vocabulary may have.
public enum SpecialToken {
    /// BOS, or CLS.
    BEGINNING_OF_TEXT(llama_h::llama_vocab_bos),
    /// EOS.
    END_OF_TEXT(llama_h::llama_vocab_eos),
    /// EOT.
    END_OF_TURN(llama_h::llama_vocab_eot),
    /// SEP.
    SEPARATOR(llama_h::llama_vocab_sep),
    /// The end of a line.
    NEWLINE(llama_h::llama_vocab_nl),
    /// PAD.
    PADDING(llama_h::llama_vocab_pad),
    /// MASK.
    MASK(llama_h::llama_vocab_mask),
    /// Before what stands before a gap.
    INFILL_PREFIX(llama_h::llama_vocab_fim_pre),
    /// Before what stands behind a gap.
    INFILL_SUFFIX(llama_h::llama_vocab_fim_suf),
    /// Before what fills a gap.
    INFILL_MIDDLE(llama_h::llama_vocab_fim_mid),
    /// Fills up.
    INFILL_PADDING(llama_h::llama_vocab_fim_pad),
    /// Before a repository's name.
    INFILL_REPOSITORY(llama_h::llama_vocab_fim_rep),
    /// Before a file's name.
    INFILL_FILE(llama_h::llama_vocab_fim_sep);

    private final ToIntFunction<MemorySegment> reader;

    SpecialToken(ToIntFunction<MemorySegment> reader) {
        this.reader = reader;
    }

    int of(MemorySegment vocabulary) {
        return reader.applyAsInt(vocabulary);
    }
}

package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/// A role that one token of a vocabulary may have.
public enum SpecialToken {
    BEGINNING_OF_TEXT(llama_h::llama_vocab_bos),
    END_OF_TEXT(llama_h::llama_vocab_eos),
    END_OF_TURN(llama_h::llama_vocab_eot),
    SEPARATOR(llama_h::llama_vocab_sep),
    NEWLINE(llama_h::llama_vocab_nl),
    PADDING(llama_h::llama_vocab_pad),
    MASK(llama_h::llama_vocab_mask),
    INFILL_PREFIX(llama_h::llama_vocab_fim_pre),
    INFILL_SUFFIX(llama_h::llama_vocab_fim_suf),
    INFILL_MIDDLE(llama_h::llama_vocab_fim_mid),
    INFILL_PADDING(llama_h::llama_vocab_fim_pad),
    INFILL_REPOSITORY(llama_h::llama_vocab_fim_rep),
    INFILL_FILE(llama_h::llama_vocab_fim_sep);

    private final ToIntFunction<MemorySegment> reader;

    SpecialToken(ToIntFunction<MemorySegment> reader) {
        this.reader = reader;
    }

    int of(MemorySegment vocabulary) {
        return reader.applyAsInt(vocabulary);
    }
}

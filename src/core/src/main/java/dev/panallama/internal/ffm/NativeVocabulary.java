package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.SpecialToken;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vocabulary of a model: text to tokens and back. Any thread may use it while the model is open.
final class NativeVocabulary implements HostedVocabulary {
    private static final int NO_VOCABULARY = 0;
    private static final int PLAIN_TOKENS = 1 << 17; // a token would have to be 16 kB
    private static final int SENTENCE_PIECE = 1;
    private static final long STACK = 1 << 20;
    private static final long STACK_PER_CHARACTER = 512;

    private final NativeModel model;
    private final MemorySegment pointer;
    private final int size;
    private @Nullable LongText longText; // read when a text is long

    NativeVocabulary(NativeModel model, MemorySegment pointer) {
        this.model = model;
        this.pointer = pointer;
        size = llama_h.llama_vocab_n_tokens(pointer);
    }

    MemorySegment pointer() {
        if (!pointer.scope().isAlive()) model.checkOpen();
        return pointer;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int type() {
        return llama_h.llama_vocab_type(pointer());
    }

    @Override
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        checkText();
        if (text.length() > MAX_TEXT)
            throw new IllegalArgumentException("a text of %,d characters is too long for one call: the limit is %,d; "
                    .formatted(text.length(), MAX_TEXT) + "split it at line ends");
        long stack = STACK + STACK_PER_CHARACTER * text.length();
        return model.callAside("tokenizer", stack, () -> text.length() >= LongText.LENGTH && type() == SENTENCE_PIECE
                ? tokenizeParts(text, addSpecial, parseSpecial)
                : tokenizeHere(text, addSpecial, parseSpecial));
    }

    private int[] tokenizeParts(String text, boolean addSpecial, boolean parseSpecial) {
        List<String> parts = longText().parts(text, parseSpecial);
        var tokens = new ArrayList<int[]>();
        if (addSpecial && addsBeginningOfText()) tokens.add(new int[]{special(SpecialToken.BEGINNING_OF_TEXT)});
        tokens.add(tokenizeHere(parts.getFirst(), false, parseSpecial));
        for (String part : parts.subList(1, parts.size())) {
            int[] ids = tokenizeHere(part, false, parseSpecial);
            tokens.add(Arrays.copyOfRange(ids, spaces(part), ids.length));
        }
        if (addSpecial && addsEndOfText()) tokens.add(new int[]{special(SpecialToken.END_OF_TEXT)});
        return tokens.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /// Returns how many tokens the space takes that is put before a text which begins with a character spelled in bytes.
    private int spaces(String text) {
        String first = Character.toString(text.codePointAt(0));
        return tokenizeHere(first, false, false).length - first.getBytes(StandardCharsets.UTF_8).length;
    }

    private synchronized LongText longText() {
        LongText known = longText;
        if (known != null) return known;
        var read = new LongText(this);
        longText = read;
        return read;
    }

    /// Turns text into tokens by one call on this thread.
    int[] tokenizeHere(String text, boolean addSpecial, boolean parseSpecial) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (var arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, utf8);
            int capacity = utf8.length + 8;
            int count = 0;
            for (int attempt = 0; attempt < 2; attempt++) {
                MemorySegment ids = arena.allocate(JAVA_INT, capacity);
                count = llama_h.llama_tokenize(
                        pointer(), bytes, utf8.length, ids, capacity, addSpecial, parseSpecial);
                if (count >= 0) return ids.asSlice(0, count * 4L).toArray(JAVA_INT);
                capacity = -count; // what it needs
            }
            throw new LlamaException("llama.cpp could not tokenize a text of %d bytes (code %d)"
                    .formatted(utf8.length, count), NativeLog.recent());
        }
    }

    @Override
    public byte[] detokenize(int[] ids, boolean removeSpecial, boolean unparseSpecial) {
        checkText();
        for (int id : ids) checkId(id);
        checkLength(ids.length);
        try (var arena = Arena.ofConfined()) {
            MemorySegment tokens = arena.allocateFrom(JAVA_INT, ids);
            int capacity = Math.clamp(8L * ids.length, 64, Integer.MAX_VALUE);
            while (true) {
                MemorySegment text = arena.allocate(capacity);
                int length = llama_h.llama_detokenize(
                        pointer(), tokens, ids.length, text, capacity, removeSpecial, unparseSpecial);
                if (length >= 0) return text.asSlice(0, length).toArray(JAVA_BYTE);
                capacity = -length;
            }
        }
    }

    /// Throws where the bytes of a text may be more than C can count, which it does not notice.
    private void checkLength(int tokens) {
        if (tokens <= PLAIN_TOKENS || (long) tokens * longestPiece(true) <= Integer.MAX_VALUE) return;
        throw new IllegalArgumentException("%,d tokens of up to %,d bytes are too many for one call: split them"
                .formatted(tokens, longestPiece(true)));
    }

    @Override
    public byte[] piece(int id, boolean special) {
        checkText();
        checkId(id);
        try (var arena = Arena.ofConfined()) {
            int capacity = 64;
            while (true) {
                MemorySegment buffer = arena.allocate(capacity);
                int length = llama_h.llama_token_to_piece(pointer(), id, buffer, capacity, 0, special);
                if (length >= 0) return buffer.asSlice(0, length).toArray(JAVA_BYTE);
                capacity = -length;
            }
        }
    }

    /// Returns the length of the longest piece of text in bytes. Asks for every token: a few milliseconds.
    ///
    /// @param special counts a special token as its text, not as nothing
    int longestPiece(boolean special) {
        int longest = 0;
        for (int id = 0; id < size; id++)
            longest = Math.max(longest,
                    Math.abs(llama_h.llama_token_to_piece(pointer(), id, MemorySegment.NULL, 0, 0, special)));
        return longest;
    }

    @Override
    public boolean isEndOfGeneration(int id) {
        checkId(id);
        return llama_h.llama_vocab_is_eog(pointer(), id);
    }

    @Override
    public int attributes(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_attr(pointer(), id);
    }

    @Override
    public String rawText(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_text(pointer(), id).getString(0);
    }

    @Override
    public float score(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_score(pointer(), id);
    }

    @Override
    public int special(SpecialToken role) {
        int id = special(role, pointer());
        return id < size ? id : -1;
    }

    @Override
    public boolean addsBeginningOfText() {
        return llama_h.llama_vocab_get_add_bos(pointer());
    }

    @Override
    public boolean addsEndOfText() {
        return llama_h.llama_vocab_get_add_eos(pointer());
    }

    @Override
    public boolean addsSeparator() {
        return llama_h.llama_vocab_get_add_sep(pointer());
    }

    private static int special(SpecialToken role, MemorySegment vocabulary) {
        return switch (role) {
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

    @Override
    public int[] suppressedTokens() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            MemorySegment ids = llama_h.llama_vocab_get_suppress_tokens(pointer(), count);
            int length = count.get(JAVA_INT, 0);
            return length == 0 ? new int[0] : ids.asSlice(0, length * JAVA_INT.byteSize()).toArray(JAVA_INT);
        }
    }

    /// Throws if the model has no vocabulary: llama.cpp breaks off at any question about text.
    void checkText() {
        if (type() == NO_VOCABULARY)
            throw new UnsupportedOperationException("this model has no vocabulary: it takes token ids, not text");
    }
}

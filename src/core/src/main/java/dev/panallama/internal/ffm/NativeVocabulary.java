package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vocabulary of a model: text to tokens and back. Any thread may use it while the model is open.
public final class NativeVocabulary {
    /// The longest text of one call, in UTF-16 characters.
    public static final int MAX_TEXT = 1_000_000;

    private static final int NO_VOCABULARY = 0;
    private static final int SENTENCE_PIECE = 1;
    private static final long STACK = 1 << 20;
    private static final long STACK_PER_CHARACTER = 512;

    private final MemorySegment pointer;
    private final int size;
    private @Nullable LongText longText; // read when a text is long

    NativeVocabulary(MemorySegment pointer) {
        this.pointer = pointer;
        size = llama_h.llama_vocab_n_tokens(pointer);
    }

    MemorySegment pointer() {
        return pointer;
    }

    /// Returns the number of tokens; ids go from 0 to this, exclusively.
    public int size() {
        return size;
    }

    /// Returns `enum llama_vocab_type`; 0 means that the model has no vocabulary and takes no text.
    public int type() {
        return llama_h.llama_vocab_type(pointer);
    }

    /// Turns text into tokens.
    ///
    /// The regular expressions of some vocabularies recurse once per character, so the call gets a thread
    /// whose stack grows with the text.
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        checkText();
        if (text.length() > MAX_TEXT)
            throw new IllegalArgumentException("a text of %,d characters is too long for one call: the limit is %,d; "
                    .formatted(text.length(), MAX_TEXT) + "split it at line ends");
        long stack = STACK + STACK_PER_CHARACTER * text.length();
        return NativeThread.once("tokenizer", stack, () -> text.length() >= LongText.LENGTH && type() == SENTENCE_PIECE
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

    /// Turns a text of any length into tokens, the first of them the one that begins a text if the model wants that. What is
    /// too long for one call is cut at the ends of lines, where there are some.
    public int[] tokenizeWhole(String text, boolean parseSpecial) {
        var parts = new ArrayList<int[]>();
        if (addsBeginningOfText()) parts.add(new int[]{firstOfText()});
        for (int from = 0; from < text.length();) {
            int to = text.length() - from <= MAX_TEXT ? text.length() : lineEnd(text, from);
            parts.add(tokenize(text.substring(from, to), false, parseSpecial));
            from = to;
        }
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    /// Returns the token to begin a text with: where there is none for that, the one that ends texts.
    ///
    /// @throws IllegalArgumentException if the model has neither
    public int firstOfText() {
        int first = special(SpecialToken.BEGINNING_OF_TEXT);
        int last = special(SpecialToken.END_OF_TEXT);
        if (first < 0 && last < 0)
            throw new IllegalArgumentException(
                    "no token comes before the text, and this model has none that begins one: give a prefix");
        return first >= 0 ? first : last;
    }

    private static int lineEnd(String text, int from) {
        int latest = from + MAX_TEXT;
        int line = text.lastIndexOf('\n', latest - 1) + 1;
        if (line > from) return line;
        return Character.isHighSurrogate(text.charAt(latest - 1)) ? latest - 1 : latest;
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
                        pointer, bytes, utf8.length, ids, capacity, addSpecial, parseSpecial);
                if (count >= 0) return ids.asSlice(0, count * 4L).toArray(JAVA_INT);
                capacity = -count; // what it needs
            }
            throw new LlamaException("llama.cpp could not tokenize a text of %d bytes (code %d)"
                    .formatted(utf8.length, count), NativeLog.recent());
        }
    }

    /// Turns tokens into text, as bytes of UTF-8 that may end inside a character.
    ///
    /// @param removeSpecial leaves out the tokens that the vocabulary adds at start and end
    /// @param unparseSpecial writes special tokens as text instead of leaving them out
    public byte[] detokenize(int[] ids, boolean removeSpecial, boolean unparseSpecial) {
        checkText();
        for (int id : ids) checkId(id);
        try (var arena = Arena.ofConfined()) {
            MemorySegment tokens = arena.allocateFrom(JAVA_INT, ids);
            int capacity = Math.max(64, ids.length * 8);
            while (true) {
                MemorySegment text = arena.allocate(capacity);
                int length = llama_h.llama_detokenize(
                        pointer, tokens, ids.length, text, capacity, removeSpecial, unparseSpecial);
                if (length >= 0) return text.asSlice(0, length).toArray(JAVA_BYTE);
                capacity = -length;
            }
        }
    }

    /// Returns the bytes that a token adds to a text; they may be part of a character.
    ///
    /// @param special writes a special token as text instead of as nothing
    public byte[] piece(int id, boolean special) {
        checkText();
        checkId(id);
        try (var arena = Arena.ofConfined()) {
            int capacity = 64;
            while (true) {
                MemorySegment buffer = arena.allocate(capacity);
                int length = llama_h.llama_token_to_piece(pointer, id, buffer, capacity, 0, special);
                if (length >= 0) return buffer.asSlice(0, length).toArray(JAVA_BYTE);
                capacity = -length;
            }
        }
    }

    /// Returns the length of the longest piece of text in bytes. Asks for every token: a few milliseconds.
    int longestPiece() {
        int longest = 0;
        for (int id = 0; id < size; id++)
            longest = Math.max(longest,
                    Math.abs(llama_h.llama_token_to_piece(pointer, id, MemorySegment.NULL, 0, 0, false)));
        return longest;
    }

    /// Returns whether the token ends a generation.
    public boolean isEndOfGeneration(int id) {
        checkId(id);
        return llama_h.llama_vocab_is_eog(pointer, id);
    }

    /// Returns the attributes of a token, bits of `enum llama_token_attr`.
    public int attributes(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_attr(pointer, id);
    }

    /// Returns the text of a token as the file has it, such as `Ġthe`.
    public String rawText(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_text(pointer, id).getString(0);
    }

    /// Returns the score of a token; what it means depends on the kind of the vocabulary.
    public float score(int id) {
        checkText();
        checkId(id);
        return llama_h.llama_vocab_get_score(pointer, id);
    }

    /// Returns the token that has a role, or -1.
    public int special(SpecialToken role) {
        int id = role.of(pointer);
        return id < size ? id : -1;
    }

    /// Returns whether the model wants the beginning of a text marked.
    public boolean addsBeginningOfText() {
        return llama_h.llama_vocab_get_add_bos(pointer);
    }

    /// Returns whether the model wants the end of a text marked.
    public boolean addsEndOfText() {
        return llama_h.llama_vocab_get_add_eos(pointer);
    }

    /// Returns whether the model wants a separator between two texts.
    public boolean addsSeparator() {
        return llama_h.llama_vocab_get_add_sep(pointer);
    }

    /// Returns the tokens that the model must not choose.
    public int[] suppressedTokens() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            MemorySegment ids = llama_h.llama_vocab_get_suppress_tokens(pointer, count);
            int length = count.get(JAVA_INT, 0);
            return length == 0 ? new int[0] : ids.asSlice(0, length * JAVA_INT.byteSize()).toArray(JAVA_INT);
        }
    }

    /// Throws unless `0 <= id < size`: llama.cpp throws a C++ exception or reads beyond its table.
    public void checkId(int id) {
        if (id < 0 || id >= size)
            throw new IllegalArgumentException("there is no token %d: ids go from 0 to %d".formatted(id, size - 1));
    }

    /// Throws if the model has no vocabulary: llama.cpp breaks off at any question about text.
    void checkText() {
        if (type() == NO_VOCABULARY)
            throw new UnsupportedOperationException("this model has no vocabulary: it takes token ids, not text");
    }
}

package dev.panallama;

import dev.panallama.grammar.TokenTrie;
import dev.panallama.internal.ffm.NativeVocabulary;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The tokens of a model: text to token ids and back. Any thread may use it while the model is open.
///
/// Ids go from 0 to [#size], exclusively; any other id throws `IllegalArgumentException`.
public final class Vocabulary {
    private static final int CONTROL = 1 << 3; // LLAMA_TOKEN_ATTR_CONTROL

    private final Object owner; // the model: it is not collected, and the vocabulary freed, while this is in use
    private final NativeVocabulary vocabulary;
    private final AtomicReferenceArray<byte[]> pieces;
    private @Nullable TokenTrie trie;

    Vocabulary(Object owner, NativeVocabulary vocabulary) {
        this.owner = owner;
        this.vocabulary = vocabulary;
        pieces = new AtomicReferenceArray<>(vocabulary.size());
    }

    /// Returns the number of tokens.
    public int size() {
        return vocabulary.size();
    }

    /// Turns text into token ids.
    ///
    /// @param text at most 1,000,000 characters
    /// @param addSpecial whether the tokens are added that the model wants around a text, as a rule one that begins it
    /// @param parseSpecial whether text such as `<|im_end|>` becomes the special token of that name. Never do
    ///     so with text of a user: it could end his turn and speak for somebody else
    /// @throws IllegalArgumentException if the text is too long
    /// @throws UnsupportedOperationException if the model has no vocabulary
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        try {
            return vocabulary.tokenize(text, addSpecial, parseSpecial);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /// Turns plain text into token ids: nothing is added, and special tokens are not looked for.
    public int[] tokenize(String text) {
        return tokenize(text, false, false);
    }

    /// Turns token ids into text. Special tokens are left out; malformed UTF-8 becomes U+FFFD.
    public String detokenize(int... ids) {
        return new String(vocabulary.detokenize(ids, false, false), StandardCharsets.UTF_8);
    }

    /// Returns the bytes of UTF-8 that a token adds to a text. They may begin or end inside a character;
    /// those of a control token are none.
    public byte[] piece(int id) {
        return cachedPiece(id).clone();
    }

    /// Returns a token's own text, also of a special one, such as `<|im_end|>`. Malformed UTF-8 becomes U+FFFD.
    public String text(int id) {
        return new String(vocabulary.piece(id, true), StandardCharsets.UTF_8);
    }

    /// Returns whether a model that chose this token has finished.
    public boolean isEndOfGeneration(int id) {
        return vocabulary.isEndOfGeneration(id);
    }

    /// Returns whether the token is a mark between parts of a conversation or text, not text itself.
    public boolean isControl(int id) {
        return (vocabulary.attributes(id) & CONTROL) != 0;
    }

    /// Returns the token that begins a text (BOS).
    public OptionalInt beginningOfText() {
        return present(vocabulary.beginningOfText());
    }

    /// Returns the token that ends a text (EOS).
    public OptionalInt endOfText() {
        return present(vocabulary.endOfText());
    }

    /// Returns the token that ends a turn of a conversation (EOT).
    public OptionalInt endOfTurn() {
        return present(vocabulary.endOfTurn());
    }

    /// Returns whether the model wants [#beginningOfText] before a text.
    public boolean addsBeginningOfText() {
        return vocabulary.addsBeginningOfText();
    }

    /// Returns whether the model wants [#endOfText] after a text.
    public boolean addsEndOfText() {
        return vocabulary.addsEndOfText();
    }

    /// Returns the token between two texts (SEP).
    public OptionalInt separator() {
        return present(vocabulary.separator());
    }

    /// Returns whether the model wants [#separator] after a text that another follows.
    public boolean addsSeparator() {
        return vocabulary.addsSeparator();
    }

    /// Returns the tokens as grammars see them, built when a grammar is first used.
    synchronized TokenTrie trie() {
        TokenTrie known = trie;
        if (known == null) {
            known = TokenTrie.of(size(), this::cachedPiece, this::isEndOfGeneration, this::idOf);
            trie = known;
        }
        return known;
    }

    private int idOf(String text) {
        int[] ids = tokenize(text, false, true);
        return ids.length == 1 ? ids[0] : -1;
    }

    /// Throws unless every id is in the vocabulary.
    void check(int... ids) {
        for (int id : ids) vocabulary.checkId(id);
    }

    /// Returns the shared bytes of a token: not to be changed.
    byte[] cachedPiece(int id) {
        vocabulary.checkId(id);
        byte[] piece = pieces.get(id);
        if (piece != null) return piece;
        byte[] read = vocabulary.piece(id, false);
        pieces.set(id, read);
        return read;
    }

    private static OptionalInt present(int id) {
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }
}

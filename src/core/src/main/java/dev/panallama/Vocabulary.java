package dev.panallama;

import dev.panallama.chat.ChatPrompt;
import dev.panallama.grammar.TokenTrie;
import dev.panallama.internal.host.HostedVocabulary;
import dev.panallama.internal.host.SpecialToken;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The tokens of a model: text to token ids and back. Any thread may use it while the model is open.
///
/// Ids go from 0 to [#size], exclusively; any other id throws `IllegalArgumentException`.
public final class Vocabulary {
    /// How a vocabulary turns text into tokens.
    public enum Kind {
        /// Not at all: the model takes token ids alone.
        NONE,
        /// Byte pairs over characters, with single bytes for what has no token (Llama 2, Gemma).
        SENTENCE_PIECE,
        /// Byte pairs over bytes (GPT-2, Llama 3, Qwen).
        BYTE_PAIRS,
        /// The longest pieces of words (BERT).
        WORD_PIECE,
        /// The likeliest pieces (T5).
        UNIGRAM,
        /// The longest match (RWKV).
        RWKV,
        /// The best path by an automaton (PLaMo 2).
        PLAMO2
    }

    private final Object owner; // the model: it is not collected, and the vocabulary freed, while this is in use
    private final HostedVocabulary vocabulary;
    private final AtomicReferenceArray<Piece> pieces;
    private @Nullable TokenTrie trie;

    Vocabulary(Object owner, HostedVocabulary vocabulary) {
        this.owner = owner;
        this.vocabulary = vocabulary;
        pieces = new AtomicReferenceArray<>(vocabulary.size());
    }

    /// Returns the number of tokens.
    public int size() {
        return vocabulary.size();
    }

    /// Returns how text is turned into tokens.
    public Kind kind() {
        return switch (vocabulary.type()) {
            case 1 -> Kind.SENTENCE_PIECE;
            case 2 -> Kind.BYTE_PAIRS;
            case 3 -> Kind.WORD_PIECE;
            case 4 -> Kind.UNIGRAM;
            case 5 -> Kind.RWKV;
            case 6 -> Kind.PLAMO2;
            default -> Kind.NONE;
        };
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

    /// Returns the token to begin a text with.
    ///
    /// @throws IllegalArgumentException if the model has none
    int firstOfText() {
        return vocabulary.firstOfText();
    }

    /// Turns plain text of any length into token ids, after the token that begins a text if the model wants one.
    int[] tokenizeWhole(String text) {
        try {
            return vocabulary.tokenizeWhole(text, false);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /// Turns plain text into token ids: nothing is added, and special tokens are not looked for.
    public int[] tokenize(String text) {
        return tokenize(text, false, false);
    }

    /// Turns a conversation into token ids. Marks of the template become their tokens; the same characters in what
    /// somebody said do not: nobody can end his turn and speak for another. The token that begins a text is added where the
    /// model wants it and the template has not written it.
    ///
    /// @throws IllegalArgumentException if the prompt is longer than a million characters
    public int[] tokenize(ChatPrompt prompt) {
        return new PromptTokens(this, prompt.marks()).whole(prompt.text());
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
        return attributes(id).contains(TokenAttribute.CONTROL);
    }

    /// Returns what the vocabulary says of a token.
    public Set<TokenAttribute> attributes(int id) {
        return TokenAttribute.of(vocabulary.attributes(id));
    }

    /// Returns a token's score: of [Kind#SENTENCE_PIECE] its rank, of [Kind#UNIGRAM] its log-probability, of others nothing
    /// in particular.
    public float score(int id) {
        return vocabulary.score(id);
    }

    /// Returns a token as it stands in the file, with the marks of its [#kind], such as `Ġthe` or `▁the`.
    public String rawText(int id) {
        return vocabulary.rawText(id);
    }

    /// Returns the token that begins a text (BOS); with word pieces, the one for classification (CLS).
    public OptionalInt beginningOfText() {
        return special(SpecialToken.BEGINNING_OF_TEXT);
    }

    /// Returns the token that ends a text (EOS).
    public OptionalInt endOfText() {
        return special(SpecialToken.END_OF_TEXT);
    }

    /// Returns the token that ends a turn of a conversation (EOT).
    public OptionalInt endOfTurn() {
        return special(SpecialToken.END_OF_TURN);
    }

    /// Returns the token between two texts (SEP).
    public OptionalInt separator() {
        return special(SpecialToken.SEPARATOR);
    }

    /// Returns the token of a line's end.
    public OptionalInt newline() {
        return special(SpecialToken.NEWLINE);
    }

    /// Returns the token that fills up (PAD).
    public OptionalInt padding() {
        return special(SpecialToken.PADDING);
    }

    /// Returns the token in place of one to be guessed (MASK).
    public OptionalInt mask() {
        return special(SpecialToken.MASK);
    }

    /// Returns whether the model wants [#beginningOfText] before a text.
    public boolean addsBeginningOfText() {
        return vocabulary.addsBeginningOfText();
    }

    /// Returns whether the model wants [#endOfText] after a text.
    public boolean addsEndOfText() {
        return vocabulary.addsEndOfText();
    }

    /// Returns whether the model wants a [#separator] between two texts.
    public boolean addsSeparator() {
        return vocabulary.addsSeparator();
    }

    /// Returns the tokens that must not be generated, by what the file says; as a rule there are none. Generations never
    /// choose them.
    public int[] suppressedTokens() {
        return vocabulary.suppressedTokens();
    }

    /// Returns what fills gaps in a text with the model.
    ///
    /// @throws UnsupportedOperationException if the vocabulary has no tokens for that
    public FillInTheMiddle fillInTheMiddle() {
        return new FillInTheMiddle(this);
    }

    OptionalInt special(SpecialToken role) {
        int id = vocabulary.special(role);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
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
        return sharedPiece(id).bytes();
    }

    /// Returns what a token adds to a text.
    Piece sharedPiece(int id) {
        vocabulary.checkId(id);
        Piece piece = pieces.get(id);
        if (piece != null) return piece;
        var read = new Piece(vocabulary.piece(id, false));
        pieces.set(id, read);
        return read;
    }
}

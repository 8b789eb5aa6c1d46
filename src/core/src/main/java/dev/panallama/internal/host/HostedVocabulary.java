package dev.panallama.internal.host;

import java.util.ArrayList;
import java.util.Arrays;

/// The vocabulary of a model: text to tokens and back. Any thread may use it while the model is open.
public interface HostedVocabulary {
    /// The longest text of one call, in UTF-16 characters.
    int MAX_TEXT = 1_000_000;

    /// Returns the number of tokens; ids go from 0 to this, exclusively.
    int size();

    /// Returns `enum llama_vocab_type`; 0 means that the model has no vocabulary and takes no text.
    int type();

    /// Turns text into tokens.
    int[] tokenize(String text, boolean addSpecial, boolean parseSpecial);

    /// Turns tokens into text, as bytes of UTF-8 that may end inside a character.
    ///
    /// @param removeSpecial leaves out the tokens that the vocabulary adds at start and end
    /// @param unparseSpecial writes special tokens as text instead of leaving them out
    byte[] detokenize(int[] ids, boolean removeSpecial, boolean unparseSpecial);

    /// Returns the bytes that a token adds to a text; they may be part of a character.
    ///
    /// @param special writes a special token as text instead of as nothing
    byte[] piece(int id, boolean special);

    /// Returns whether the token ends a generation.
    boolean isEndOfGeneration(int id);

    /// Returns the attributes of a token, bits of `enum llama_token_attr`.
    int attributes(int id);

    /// Returns the text of a token as the file has it, such as `Ġthe`.
    String rawText(int id);

    /// Returns the score of a token; what it means depends on the kind of the vocabulary.
    float score(int id);

    /// Returns the token that has a role, or -1.
    int special(SpecialToken role);

    /// Returns whether the model wants the beginning of a text marked.
    boolean addsBeginningOfText();

    /// Returns whether the model wants the end of a text marked.
    boolean addsEndOfText();

    /// Returns whether the model wants a separator between two texts.
    boolean addsSeparator();

    /// Returns the tokens that the model must not choose.
    int[] suppressedTokens();

    /// Turns text of any length into tokens, the first of them the one that begins a text if the model wants that. What is
    /// too long for one call is cut at the ends of lines, where there are some.
    default int[] tokenizeWhole(String text, boolean parseSpecial) {
        var parts = new ArrayList<int[]>();
        if (addsBeginningOfText()) parts.add(new int[]{firstOfText()});
        for (int from = 0; from < text.length();) {
            int to = text.length() - from <= MAX_TEXT ? text.length() : lineEnd(text, from);
            parts.add(tokenize(text.substring(from, to), false, parseSpecial));
            from = to;
        }
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private static int lineEnd(String text, int from) {
        int latest = from + MAX_TEXT;
        int line = text.lastIndexOf('\n', latest - 1) + 1;
        if (line > from) return line;
        return Character.isHighSurrogate(text.charAt(latest - 1)) ? latest - 1 : latest;
    }

    /// Returns the token to begin a text with: where there is none for that, the one that ends texts.
    ///
    /// @throws IllegalArgumentException if the model has neither
    default int firstOfText() {
        int first = special(SpecialToken.BEGINNING_OF_TEXT);
        int last = special(SpecialToken.END_OF_TEXT);
        if (first < 0 && last < 0)
            throw new IllegalArgumentException(
                    "no token comes before the text, and this model has none that begins one: give a prefix");
        return first >= 0 ? first : last;
    }

    /// Throws unless `0 <= id < size`.
    default void checkId(int id) {
        if (id < 0 || id >= size())
            throw new IllegalArgumentException("there is no token %d: ids go from 0 to %d".formatted(id, size() - 1));
    }
}

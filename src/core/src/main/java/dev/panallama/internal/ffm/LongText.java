package dev.panallama.internal.ffm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Cuts long texts for SentencePiece's tokenizer: for each character that it spells in bytes it copies all tokens that it has, so
/// that half a million of them take a quarter of a minute. A cut comes before such a character. It is part of no token, so nothing
/// is merged across.
final class LongText {
    /// The length from which a text is worth that, in UTF-16 characters.
    static final int LENGTH = 16_384;
    private static final int PART = 2048;

    private static final int WHOLE = 1 | 1 << 3 | 1 << 4; // bits of `enum llama_token_attr`: unknown, control, user-defined

    private final BitSet known = new BitSet(); // the characters that are part of tokens
    private final List<String> whole = new ArrayList<>(); // tokens that are looked for as they are, and begin a text anew

    /// Reads the tokens of a vocabulary.
    LongText(NativeVocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.rawText(id);
            token.codePoints().forEach(known::set);
            if ((vocabulary.attributes(id) & WHOLE) != 0 && !token.isEmpty()) whole.add(token);
        }
        known.set(' '); // which is ▁ there
        known.set('?'); // which stands for what is no character
    }

    /// Returns the text in parts, of which all but the first begin with a character that is spelled in bytes.
    ///
    /// @param stripped whether tokens in the text may take white space around them away, so that none must be cut
    List<String> parts(String text, boolean stripped) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = PART; at < text.length(); at++) {
            if (at - from < PART || !isSpelled(text, at, stripped) || isAfterWhole(text, at)) continue;
            parts.add(text.substring(from, at));
            from = at;
        }
        parts.add(text.substring(from));
        return parts;
    }

    private boolean isSpelled(String text, int at, boolean stripped) {
        int character = text.codePointAt(at);
        boolean whole = !Character.isSurrogate(text.charAt(at)) || Character.isSupplementaryCodePoint(character);
        return whole && !known.get(character)
                && !(stripped && (Character.isWhitespace(character) || Character.isWhitespace(text.charAt(at - 1))));
    }

    private boolean isAfterWhole(String text, int at) {
        return whole.stream().anyMatch(it -> text.startsWith(it, at - it.length()));
    }
}

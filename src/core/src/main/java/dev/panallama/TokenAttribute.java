package dev.panallama;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What a vocabulary says of a token.
public enum TokenAttribute { // in the order of the bits of llama_token_attr
    /// It stands for what has no token.
    UNKNOWN,
    /// It was left out of the training.
    UNUSED,
    /// It is text.
    NORMAL,
    /// It is a mark between parts of a conversation or text, not text itself.
    CONTROL,
    /// It was added to the vocabulary by hand, and is matched in any text.
    USER_DEFINED,
    /// It is one byte.
    BYTE,
    /// It is matched after the text is normalized.
    NORMALIZED,
    /// It takes the spaces on its left along.
    STRIPS_LEFT,
    /// It takes the spaces on its right along.
    STRIPS_RIGHT,
    /// It is matched as a whole word alone.
    SINGLE_WORD;

    static Set<TokenAttribute> of(int bits) {
        var attributes = EnumSet.noneOf(TokenAttribute.class);
        int bit = 1;
        for (TokenAttribute it : values()) {
            if ((bits & bit) != 0) attributes.add(it);
            bit <<= 1;
        }
        return Collections.unmodifiableSet(attributes);
    }
}

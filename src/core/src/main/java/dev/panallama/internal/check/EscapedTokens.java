package dev.panallama.internal.check;

import dev.panallama.internal.TextBytes;

/// The tokens of an RWKV vocabulary, whose texts have bytes in the form `\x1f`. Of each byte there has to be a token:
/// llama.cpp would not get past one that only begins others.
final class EscapedTokens {
    private static final int LONGEST = 4; // text of one byte

    private final TextBytes tokens;

    EscapedTokens(TextBytes tokens) {
        this.tokens = tokens;
    }

    void check(Findings findings) {
        var found = new boolean[256];
        for (int i = 0; i < tokens.size(); i++) {
            int single = single(tokens.start(i), tokens.end(i));
            if (single >= 0) found[single] = true;
        }
        for (int b = 0; b < found.length; b++)
            if (!found[b]) {
                findings.fault("tokenizer.ggml.tokens has no token of the byte \\x%02x: an rwkv vocabulary has all 256",
                        b);
                return;
            }
    }

    /// Returns the byte that a token is, or -1 if it is not exactly one.
    private int single(int start, int end) {
        byte[] bytes = tokens.bytes();
        int length = end - start;
        if (length == 1 && bytes[start] != '\\' && bytes[start] != 0) return bytes[start] & 0xff;
        if (length < 2 || length > LONGEST || bytes[start] != '\\') return -1;
        if (length == 2) return named(bytes[start + 1]);
        if (length < LONGEST || bytes[start + 1] != 'x') return -1;
        return ((digit(bytes[start + 2]) << 4) + digit(bytes[start + 3])) & 0xff;
    }

    private static int named(byte letter) {
        return switch (letter) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'x', 0 -> -1;
            default -> letter & 0xff;
        };
    }

    /// As llama.cpp reads digits, of whatever character.
    private static int digit(byte character) {
        return character >= 'a' ? character - 'a' + 10 : character - '0';
    }
}

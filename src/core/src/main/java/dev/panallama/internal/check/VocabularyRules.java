package dev.panallama.internal.check;

import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.internal.NumberBytes;
import dev.panallama.internal.TextBytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// The vocabulary, of whatever architecture the model is: every token is found by its text, none takes for ever.
final class VocabularyRules {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final int MOST_PLACEHOLDERS = 4_000_000; // each takes memory
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST_WORK = 1L << 28; // five times that of the largest real vocabularies
    private static final int BYTE = 6; // LLAMA_TOKEN_TYPE_BYTE

    /// Tokenizers that break off at plain texts.
    private static final Set<String> DOUBTFUL = Set.of("whitespace", "hybriddna");

    /// Tokenizers that have no way to show a token of a byte.
    private static final Set<String> WITHOUT_BYTES = Set.of("bert", "rwkv");

    private final Values values;
    private final Findings findings;
    private final String model;

    private VocabularyRules(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
        model = values.textAt(MODEL, "");
    }

    static void check(Values values, Findings findings) {
        var rules = new VocabularyRules(values, findings);
        if (rules.model.equals("none") || rules.model.equals("no_vocab")) rules.placeholders();
        else rules.tokens(values.arrayAt(TOKENS));
    }

    private void placeholders() {
        long count = values.whole("vocab_size", 0);
        if (count > MOST_PLACEHOLDERS)
            findings.fault("%s is %,d: a model without vocabulary may have %,d tokens", values.key("vocab_size"), count,
                    MOST_PLACEHOLDERS);
    }

    private void tokens(GgufValue.Array array) {
        if (!(array.elements() instanceof TextBytes tokens)) return; // llama.cpp reports that there are none
        if (DOUBTFUL.contains(model)) findings.doubt("%s is %s, which breaks off at some texts", MODEL, model);
        var table = new TokenTable(tokens);
        fill(table, tokens);
        types(tokens.size());
        bytes(table, tokens);
        new SpecialTokens(model, tokens.size(), values, findings).check();
        if (model.equals("t5")) CharacterMap.check(values, findings);
    }

    private void fill(TokenTable table, TextBytes tokens) {
        int most = mostBytes();
        boolean empty = false;
        long work = 0;
        for (int i = 0; i < tokens.size(); i++) {
            int equal = table.add(i);
            int length = table.length(i);
            if (length == 0) empty = true;
            else if (equal >= 0) equal(equal, i, tokens);
            work += work(length);
            if (length > most)
                findings.fault("token %,d of %s has %,d bytes: %,d are possible in a %s vocabulary", i, TOKENS, length,
                        most, model);
        }
        if (empty) named(table, tokens);
        if (work > MOST_WORK)
            findings.fault(
                    "the tokens of %s are so long that llama.cpp would take gigabytes for a %s vocabulary of them",
                    TOKENS, model);
    }

    /// Returns how much of [#MOST_WORK] a token takes: a trie has nodes of 100 bytes, and spelling out what cannot be decoded
    /// repeats the token for each of its characters.
    private long work(int length) {
        return switch (model) {
            case "t5", "rwkv" -> 16L * length;
            case "gpt2", "plamo2" -> (long) length * length;
            default -> length;
        };
    }

    /// llama.cpp's tries are as deep as a token is long, and the table of PLaMo 2 grows with its square.
    private int mostBytes() {
        return switch (model) {
            case "plamo2" -> 256;
            case "t5", "rwkv" -> 1024;
            default -> 4096;
        };
    }

    private void equal(int first, int second, TextBytes tokens) {
        String text = new String(tokens.bytes(), tokens.start(second), tokens.end(second) - tokens.start(second),
                StandardCharsets.UTF_8);
        findings.fault("tokens %,d and %,d of %s are both \"%s\": each may be there once; convert the model anew",
                first,
                second, TOKENS, shortened(text.replace("\0", "\\0")));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /// llama.cpp gives empty tokens names of their own.
    private void named(TokenTable table, TextBytes tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            String name = "[EMPTY_%d]".formatted(i);
            if (table.length(i) == 0 && table.has(name.getBytes(StandardCharsets.UTF_8)))
                findings.fault(
                        "token %,d of %s is empty, and %s, as llama.cpp names it, is there as well: leave one out",
                        i, TOKENS, name);
        }
    }

    private void types(int tokens) {
        if (!WITHOUT_BYTES.contains(model) || !(values.arrayAt(TYPES).elements() instanceof NumberBytes types)
                || values.arrayAt(TYPES).elementType() != GgufType.INT32)
            return; // llama.cpp reports other types
        for (int i = 0; i < Math.min(tokens, types.size()); i++)
            if (types.int32(i) == BYTE)
                findings.fault("token %,d is a lone byte in %s, which a %s vocabulary has none of: give it type 1", i,
                        TYPES, model);
    }

    private void bytes(TokenTable table, TextBytes tokens) {
        if (model.equals("llama")) pieces(table);
        if (model.equals("rwkv")) new EscapedTokens(tokens).check(findings);
    }

    /// What has no token of its own is spelled in those of its bytes.
    private void pieces(TokenTable table) {
        byte[] piece = "<0x00>".getBytes(StandardCharsets.US_ASCII);
        for (int b = 0; b < 256; b++) {
            piece[3] = DIGITS[b >> 4];
            piece[4] = DIGITS[b & 15];
            if (table.has(piece) || table.has((byte) b)) continue;
            findings.doubt("%s has no token <0x%02X>: a text with that byte would end the process", TOKENS, b);
            return;
        }
    }
}

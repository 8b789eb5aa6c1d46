package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.TestModels;
import dev.panallama.grammar.Grammar;
import dev.panallama.grammar.TokenMatcher;
import dev.panallama.grammar.TokenTrie;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Along random generations, Java allows at every step the tokens that llama.cpp's grammar sampler leaves.
///
/// They differ on purpose in what is no UTF-8: llama.cpp lets overlong and too large characters pass as `.`, and reads
/// continuation bytes without looking at them. And where a token ends inside a character, llama.cpp refuses it for a
/// negated set if any way to complete the character is excluded; and for a negated token it refuses pieces of characters
/// always. Java allows both.
final class SameTokensAsNativeGrammarTest {
    private static final int STEPS = 25;

    private static final List<NativeModel> MODELS = new ArrayList<>();

    private NativeModel model;
    private NativeVocabulary vocabulary;
    private TokenTrie trie;

    @BeforeAll
    static void load() { // not while the class is initialised: the loading thread calls its lambdas
        Path byteFallback = LlamaSource.root().resolve("models/ggml-vocab-llama-spm.gguf");
        for (Path file : List.of(TestModels.smolLm2(), byteFallback))
            MODELS.add(NativeModel.load(List.of(file), it -> it.vocabularyOnly(true), _ -> true));
    }

    private void use(NativeModel chosen) {
        model = chosen;
        vocabulary = chosen.vocabulary();
        trie = trie(vocabulary);
    }

    static TokenTrie trie(NativeVocabulary vocabulary) {
        return TokenTrie.of(vocabulary.size(), id -> vocabulary.piece(id, true), vocabulary::isEndOfGeneration,
                text -> {
                    int[] ids = vocabulary.tokenize(text, false, true);
                    return ids.length == 1 ? ids[0] : -1;
                });
    }

    @AfterAll
    static void close() {
        MODELS.forEach(NativeModel::close);
    }

    static List<String> grammars() throws IOException {
        var grammars = new ArrayList<String>();
        try (var files = Files.list(LlamaSource.root().resolve("grammars"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".gbnf")).sorted().toList())
                grammars.add(Files.readString(file));
        }
        grammars.addAll(List.of(
                "root ::= .*",
                "root ::= [^\\n]+ \"\\n\" root | \"\"",
                "root ::= [a-z]{2,5} (\" \" [a-z]{2,5}){0,3} \".\"",
                "root ::= \"the \" (\"quick\" | \"quiet\" | \"q\") [ \\t]* [0-9]+",
                "root ::= [à-ÿ🦙-🦟ぁ-ゟ]+ | [一-龯]{3}",
                "root ::= [^à-ÿ]{0,4} \"é\"",
                "root ::= \"日本語\" (\"の\" | \"は\") . .",
                "root ::= x \"a\" | x \"b\" | x\nx ::= \"c\" x | \"c\" | .",
                "root ::= \"(\" root \")\" root | [a-d]*",
                "root ::= <[1]> ([a-z]+ | !<[300]> <[28]>*)",
                "root ::= <|im_start|> | !<|im_start|>* \"\\n\"",
                "root ::= (\"yes\" | \"no\" | \"maybe so\")"));
        return grammars;
    }

    static List<String> grammarsWithoutTokens() throws IOException {
        return grammars().stream().filter(it -> !it.contains("<|")).toList();
    }

    @ParameterizedTest
    @MethodSource("grammars")
    void java_allows_what_llama_cpp_allows(String gbnf) {
        use(MODELS.getFirst());
        for (int seed = 0; seed < 3; seed++) walk(gbnf, new Random(seed));
    }

    @ParameterizedTest
    @MethodSource("grammarsWithoutTokens")
    void so_it_is_with_a_vocabulary_of_another_kind(String gbnf) {
        use(MODELS.getLast());
        walk(gbnf, new Random(7));
    }

    private void walk(String gbnf, Random random) {
        var text = new ByteArrayOutputStream();
        try (var grammar = new NativeGrammar(model, gbnf)) {
            TokenMatcher matcher = Grammar.gbnf(gbnf).matcher(trie);
            for (int step = 0; step < STEPS; step++) {
                BitSet ours = new BitSet();
                matcher.allowed(ours);
                BitSet theirs = grammar.allowed();
                compare(gbnf, text.toByteArray(), ours, theirs);
                checkEach(matcher, ours, random);
                theirs.and(ours);
                int id = choose(theirs, random);
                if (id < 0) return;
                grammar.accept(id);
                matcher.accept(id);
                text.writeBytes(vocabulary.piece(id, true));
            }
        }
    }

    private void compare(String gbnf, byte[] text, BitSet ours, BitSet theirs) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (ours.get(id) == theirs.get(id)) continue;
            Utf8 utf8 = Utf8.of(text, vocabulary.piece(id, true));
            boolean onPurpose = ours.get(id)
                    ? utf8 == Utf8.BEGUN && gbnf.contains("[^") || utf8 != Utf8.WHOLE && gbnf.contains("!<")
                    : utf8 == Utf8.MALFORMED;
            assertTrue(onPurpose, "token %d (%s), %s after \"%s\" in %s".formatted(
                    id, vocabulary.piece(id, true).length, ours.get(id) ? "allowed" : "refused", new String(text),
                    gbnf));
        }
    }

    /// What [TokenMatcher#allows] says of single tokens is what [TokenMatcher#allowed] says of all.
    private void checkEach(TokenMatcher matcher, BitSet allowed, Random random) {
        for (int i = 0; i < 300; i++) {
            int id = random.nextInt(vocabulary.size());
            assertEquals(allowed.get(id), matcher.allows(id), "token " + id);
        }
        IntStream.concat(allowed.stream().limit(300), IntStream.range(0, 260))
                .forEach(id -> assertEquals(allowed.get(id), matcher.allows(id), "token " + id));
    }

    /// Prefers tokens that end inside a character, and does not end if there is something else.
    private int choose(BitSet allowed, Random random) {
        int[] texts = allowed.stream().filter(it -> !vocabulary.isEndOfGeneration(it)).toArray();
        if (texts.length == 0) return -1;
        int[] begun = IntStream.of(texts).filter(it -> Utf8.of(new byte[0], vocabulary.piece(it, true)) != Utf8.WHOLE)
                .toArray();
        int[] from = begun.length > 0 && random.nextInt(3) == 0 ? begun : texts;
        return from[random.nextInt(from.length)];
    }

    private enum Utf8 {
        WHOLE, BEGUN, MALFORMED;

        static Utf8 of(byte[] text, byte[] piece) {
            var all = ByteBuffer.allocate(text.length + piece.length).put(text).put(piece).flip();
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var result = decoder.decode(all, CharBuffer.allocate(text.length + piece.length + 1), false);
            if (result.isError() || beginsSurrogate(all)) return MALFORMED;
            return all.hasRemaining() ? BEGUN : WHOLE;
        }

        /// The decoder finds that out one byte later.
        private static boolean beginsSurrogate(ByteBuffer rest) {
            return rest.remaining() == 2 && rest.get(rest.position()) == (byte) 0xED
                    && (rest.get(rest.position() + 1) & 0xFF) >= 0xA0;
        }
    }

    @Test
    void a_control_token_without_text_comes_only_where_the_grammar_names_it() {
        use(MODELS.getFirst());
        TokenTrie silent = TokenTrie.of(vocabulary.size(), id -> vocabulary.piece(id, false),
                vocabulary::isEndOfGeneration, text -> vocabulary.tokenize(text, false, true)[0]);
        int start = vocabulary.tokenize("<|im_start|>", false, true)[0];
        var any = Grammar.gbnf("root ::= .*").matcher(silent);
        assertFalse(any.allows(start));
        var negated = Grammar.gbnf("root ::= !<[5]>*").matcher(silent);
        assertFalse(negated.allows(start));
        var named = Grammar.gbnf("root ::= <|im_start|> \"a\"").matcher(silent);
        assertTrue(named.allows(start));
        var ids = new BitSet();
        named.allowed(ids);
        assertEquals(BitSet.valueOf(new long[]{1L << start}), ids);
        named.accept(start);
        assertFalse(named.allows(start));
    }
}

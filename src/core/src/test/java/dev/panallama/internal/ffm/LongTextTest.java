package dev.panallama.internal.ffm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.LlamaSource;
import dev.panallama.TinyModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Long texts have the tokens that llama.cpp finds in one go, and take no longer than their length.
final class LongTextTest {
    private static final String[] PIECES = {"the sky ", "  ", "\n", "\n\n", "\t", "é", "語", "的", "\uD83D\uDE00",
        "\uD83D", "\u0087",
        "word", ". ", "<s>", "</s>", "\uDE00", "\0", "12", "▁", "?", "ﷺ", "<|im_end|>", "a"};

    static List<Path> vocabularies() {
        Path models = LlamaSource.root().resolve("models");
        return List.of(TinyModels.llama(), models.resolve("ggml-vocab-llama-spm.gguf"),
                models.resolve("ggml-vocab-phi-3.gguf"));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void tokens_are_those_of_one_call(Path file) {
        var random = new Random(1);
        NativeModel model = NativeModel.load(List.of(file), it -> it.vocabularyOnly(true), _ -> true);
        for (int round = 0; round < 20; round++) {
            String text = text(random);
            boolean special = random.nextBoolean();
            int[] expected = model.vocabulary().tokenizeHere(text, true, special);
            assertArrayEquals(expected, model.vocabulary().tokenize(text, true, special));
        }
        model.close();
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        while (text.length() < LongText.LENGTH + 3000)
            text.append(PIECES[random.nextInt(PIECES.length)]
                    .repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 4)));
        return text.toString();
    }

    @Test
    void half_a_million_characters_spelled_in_bytes_are_two_million_tokens() {
        NativeModel model = NativeModel.load(List.of(TinyModels.llama()), it -> it.vocabularyOnly(true), _ -> true);
        int[] tokens = model.vocabulary().tokenize("\uD83D\uDE00".repeat(500_000), true, false);
        assertEquals(1 + 1 + 4 * 500_000, tokens.length); // the beginning, a space, and the bytes
        model.close();
    }
}

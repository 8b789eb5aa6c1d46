package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every vocabulary of llama.cpp's source that comes with test vectors tokenizes as they say.
final class TokenizerVectorsTest {
    static List<Path> vocabularies() throws IOException {
        try (var files = Files.list(LlamaSource.root().resolve("models"))) {
            List<Path> found = files.filter(it -> it.toString().endsWith(".gguf.inp"))
                    .map(it -> Path.of(it.toString().replaceFirst("\\.inp$", "")))
                    .sorted()
                    .toList();
            assertTrue(found.size() >= 10, "only " + found);
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void all_vectors_are_equal(Path vocabulary) throws IOException {
        List<String> texts = texts(Files.readString(Path.of(vocabulary + ".inp")));
        List<String> ids = Files.readAllLines(Path.of(vocabulary + ".out"));
        assertEquals(texts.size(), ids.size());
        try (var model = Model.load(vocabulary, ModelOptions.defaults().withVocabularyOnly(true))) {
            for (int i = 0; i < texts.size(); i++)
                assertArrayEquals(parse(ids.get(i)), model.vocabulary().tokenize(texts.get(i)), texts.get(i));
        }
        System.out.printf("%s: %d vectors equal%n", vocabulary.getFileName(), texts.size());
    }

    /// Each text ends with a separator.
    private static List<String> texts(String file) {
        return List.of(file.split("\n__ggml_vocab_test__\n")); // which leaves out what is empty at the end
    }

    private static int[] parse(String line) {
        return line.isBlank()
                ? new int[0]
                : Arrays.stream(line.trim().split(" +")).mapToInt(Integer::parseInt).toArray();
    }
}

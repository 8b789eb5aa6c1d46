package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FillInTheMiddleTest {
    private static final int PREFIX = 3 + '0'; // tokens of bytes, given other roles
    private static final int SUFFIX = 3 + '1';
    private static final int MIDDLE = 3 + '2';
    private static final int REPOSITORY = 3 + '3';
    private static final int FILE = 3 + '4';

    @TempDir
    private static Path folder;

    private static Model coder;
    private static Vocabulary vocabulary;

    @BeforeAll
    static void load() throws IOException {
        coder = model(List.of("pre", "suf", "mid", "rep", "sep"));
        vocabulary = coder.vocabulary();
    }

    @AfterAll
    static void close() {
        coder.close();
    }

    private static Model model(List<String> roles) throws IOException {
        GgufWriter writer = GgufWriter.copyOf(TinyModels.llama());
        for (int i = 0; i < roles.size(); i++)
            writer.put("tokenizer.ggml.fim_%s_token_id".formatted(roles.get(i)), GgufValue.uint32(PREFIX + i));
        Path file = folder.resolve(String.join("-", roles) + ".gguf");
        writer.write(file);
        return Model.load(file, ModelOptions.defaults().withGpuLayers(0));
    }

    @Test
    void a_gap_stands_between_its_marks() {
        assertArrayEquals(
                tokens(1, PREFIX, text("hello"), SUFFIX, text("world"), MIDDLE),
                vocabulary.fillInTheMiddle().prompt("hello", "world"));
        assertArrayEquals(
                tokens(1, SUFFIX, text("world"), PREFIX, text("hello"), MIDDLE),
                vocabulary.fillInTheMiddle().withSuffixFirst(true).prompt("hello", "world"));
        assertArrayEquals(tokens(1, PREFIX, SUFFIX, MIDDLE), vocabulary.fillInTheMiddle().prompt("", ""));
    }

    @Test
    void other_files_come_first_each_with_its_name() {
        FillInTheMiddle fill = vocabulary.fillInTheMiddle()
                .withRepository("sky")
                .withFile("a.txt", "the sky")
                .withFile("b.txt", "is blue")
                .withFileName("c.txt");
        assertArrayEquals(
                tokens(1, REPOSITORY, text("sky\n"), FILE, text("a.txt\n"), text("the sky"), FILE, text("b.txt\n"),
                        text("is blue"), FILE, text("c.txt\n"), PREFIX, text("hello"), SUFFIX, text("world"), MIDDLE),
                fill.prompt("hello", "world"));
    }

    @Test
    void other_files_are_parted_by_text_where_there_is_no_token_for_that() throws IOException {
        try (var model = model(List.of("pre", "suf", "mid"))) {
            assertArrayEquals(
                    tokens(1, text("\n\n--- snippet ---\n\n"), text("the sky"), PREFIX, text("hello"), SUFFIX, MIDDLE),
                    model.vocabulary()
                            .fillInTheMiddle()
                            .withRepository("sky")
                            .withFile("a.txt", "the sky")
                            .prompt("hello", ""));
        }
    }

    @Test
    void what_is_too_long_is_cut_far_from_the_gap() {
        String many = "the of and to in is that it";
        int[] words = text(many);
        assertEquals(8, words.length);
        FillInTheMiddle fill = vocabulary.fillInTheMiddle().withFile("a", many);
        int[] cut = fill.prompt(many, many, 12);
        assertArrayEquals(
                tokens(1, PREFIX, IntStream.of(words).skip(2).toArray(), SUFFIX, IntStream.of(words).limit(2).toArray(),
                        MIDDLE),
                cut);
        int[] oneSided = fill.prompt(many, "the", 13);
        assertArrayEquals(tokens(1, PREFIX, words, SUFFIX, text("the"), MIDDLE), oneSided);
        int[] withContext = fill.prompt(many, "the", 15);
        assertArrayEquals(
                tokens(1, IntStream.of(words).skip(6).toArray(), PREFIX, words, SUFFIX, text("the"), MIDDLE),
                withContext);
        assertArrayEquals(tokens(1, PREFIX, SUFFIX, MIDDLE), fill.prompt(many, many, 4));
        assertThrows(IllegalArgumentException.class, () -> fill.prompt(many, many, 3));
    }

    @Test
    void what_looks_like_a_mark_stays_text() {
        int[] prompt = vocabulary.fillInTheMiddle().prompt("<|im_start|>", "</s>");
        assertEquals(1, IntStream.of(prompt).filter(vocabulary::isControl).count()); // the beginning
    }

    @Test
    void a_session_fills_a_gap_and_ends_at_the_marks() {
        FillInTheMiddle fill = vocabulary.fillInTheMiddle();
        var options = GenerationOptions.defaults().withMaxTokens(20).withStopTokens(fill.stopTokens());
        Sampler sampler = Sampler.of(new Stage.TopK(40), new Stage.TopP(0.9f), new Stage.Infill()).withSeed(1);
        try (var session = coder.session(SessionOptions.defaults().withThreads(1).withContextLength(128))) {
            session.append(fill.prompt("the sky", "blue"));
            for (Token token : session.generate(sampler, options))
                assertTrue(token.id() < PREFIX || token.id() > FILE, token.toString());
        }
    }

    @Test
    void a_model_without_marks_cannot() {
        try (var model = Model.load(TestModels.smolLm2(), ModelOptions.defaults().withVocabularyOnly(true))) {
            var refused = assertThrows(UnsupportedOperationException.class, model.vocabulary()::fillInTheMiddle);
            assertTrue(refused.getMessage().contains("a model of code"), refused.getMessage());
        }
    }

    private static int[] text(String text) {
        return vocabulary.tokenize(text);
    }

    /// Puts ids and arrays of ids together.
    private static int[] tokens(Object... parts) {
        return Stream.of(parts)
                .flatMapToInt(it -> it instanceof int[] ids ? IntStream.of(ids) : IntStream.of((Integer) it))
                .toArray();
    }
}

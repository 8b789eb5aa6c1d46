package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.SessionStateException;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavedSessionTest {
    private static final String PROMPT = "Once upon a time there was a";
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(512);

    private static Model model;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        model = Model.load(TestModels.smolLm2());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void a_restored_session_goes_on_as_if_nothing_had_happened() throws Exception {
        Path file = folder.resolve("story.session");
        try (var session = model.session(OPTIONS).append(PROMPT); var other = model.session(OPTIONS)) {
            session.generate(Sampler.greedy(), 8).text();
            session.save(file);
            other.append("something else").restore(file);
            assertArrayEquals(session.tokens(), other.tokens());
            assertEquals(session.generate(Sampler.greedy(), 16).text(), other.generate(Sampler.greedy(), 16).text());
        }
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else is left");
        }
    }

    @Test
    void the_logits_are_saved_too() {
        try (var session = model.session(OPTIONS).append(PROMPT); var other = model.session(OPTIONS)) {
            float[] logits = session.logits();
            other.restore(session.save());
            assertArrayEquals(logits, other.logits());
        }
    }

    @Test
    void another_jvm_goes_on_with_the_same_tokens() throws Exception {
        Path file = folder.resolve("break.session");
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            session.generate(Sampler.greedy(), 8).text();
            session.save(file);
            String expected = Arrays.toString(session.generate(Sampler.greedy(), 24).stream()
                    .mapToInt(Token::id).toArray());
            var result = ChildJvm.run(ContinueSession.class, TestModels.smolLm2().toString(), file.toString());
            assertEquals(0, result.exit(), result.output());
            assertTrue(result.output().contains(expected), () -> expected + " is not in " + result.output());
        }
    }

    /// Restores a session and prints what comes next.
    static final class ContinueSession {
        private ContinueSession() {}

        public static void main(String[] arguments) throws IOException {
            try (var model = Model.load(Path.of(arguments[0])); var session = model.session(OPTIONS)) {
                session.restore(Path.of(arguments[1]));
                int[] ids = session.generate(Sampler.greedy(), 24).stream().mapToInt(Token::id).toArray();
                System.out.println(Arrays.toString(ids));
            }
        }
    }

    @Test
    void a_damaged_state_is_refused_and_the_session_unchanged() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            byte[] saved = session.save();
            float[] logits = session.logits();
            var random = new Random(1);
            for (int i = 0; i < 40; i++) {
                byte[] cut = Arrays.copyOf(saved, i < 20 ? i * 7 : random.nextInt(saved.length));
                assertThrows(SessionStateException.class, () -> session.restore(cut));
                byte[] flipped = saved.clone();
                flipped[i < 20 ? i * 3 : random.nextInt(saved.length)] ^= (byte) (1 << random.nextInt(8));
                assertThrows(SessionStateException.class, () -> session.restore(flipped));
            }
            assertThrows(SessionStateException.class, () -> session.restore(new byte[0]));
            assertThrows(SessionStateException.class, () -> session.restore(Arrays.copyOf(saved, saved.length + 1)));
            assertArrayEquals(logits, session.logits());
            session.restore(saved);
            assertArrayEquals(logits, session.logits());
        }
    }

    @Test
    void a_state_of_another_model_is_refused() {
        try (var tiny = Model.load(TinyModels.llama());
                var other = tiny.session(OPTIONS);
                var session = model.session(OPTIONS).append(PROMPT)) {
            byte[] foreign = other.append("hello").save();
            var refused = assertThrows(SessionStateException.class, () -> session.restore(foreign));
            assertEquals("the session was saved with another model", refused.getMessage());
        }
    }

    @Test
    void a_copy_of_the_model_under_another_name_is_the_same_model() throws Exception {
        Path copy = Files.copy(TinyModels.llama(), folder.resolve("copy.gguf"));
        try (var one = Model.load(TinyModels.llama());
                var two = Model.load(copy);
                var session = one.session(OPTIONS).append("hello");
                var other = two.session(OPTIONS)) {
            other.restore(session.save());
            assertArrayEquals(session.logits(), other.logits());
        }
    }

    @Test
    void a_state_with_other_options_or_too_many_tokens_is_refused() {
        var quantized = OPTIONS.withKvCache(KvCacheOptions.defaults().withTypes(KvCacheType.Q8_0, KvCacheType.Q8_0));
        try (var session = model.session(OPTIONS).append(new int[300]);
                var other = model.session(quantized.withFlashAttention(FlashAttention.ON));
                var small = model.session(OPTIONS.withContextLength(256))) {
            byte[] saved = session.save();
            var refused = assertThrows(SessionStateException.class, () -> other.restore(saved));
            assertTrue(refused.getMessage().contains("K Q8_0"), refused::getMessage);
            refused = assertThrows(SessionStateException.class, () -> small.restore(saved));
            assertTrue(refused.getMessage().contains("300"), refused::getMessage);
            assertEquals(0, other.position() + small.position());
        }
    }

    @Test
    void an_empty_session_can_be_saved() {
        try (var session = model.session(OPTIONS); var other = model.session(OPTIONS).append(PROMPT)) {
            other.restore(session.save());
            assertEquals(0, other.position());
            assertEquals(8, other.generate(Sampler.greedy(), 8).stream().count());
        }
    }

    @Test
    void a_file_that_cannot_be_read_or_written_is_an_io_exception() {
        try (var session = model.session(OPTIONS).append(PROMPT)) {
            assertThrows(NoSuchFileException.class, () -> session.restore(folder.resolve("missing")));
            assertThrows(IOException.class, () -> session.save(folder.resolve("no").resolve("folder")));
        }
    }
}

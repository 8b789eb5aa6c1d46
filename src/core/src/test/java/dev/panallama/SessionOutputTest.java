package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session computes besides tokens, and how.
final class SessionOutputTest {
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);
    private static final SessionOptions SMALL = SessionOptions.defaults().withThreads(1).withContextLength(256);

    @Test
    void logits_are_copied_into_an_array_of_the_caller() {
        try (var model = Model.load(TinyModels.llama(), ON_CPU);
                var session = model.session(SMALL).append("the sky is blue")) {
            int size = model.vocabulary().size();
            var target = new float[size + 3];
            Arrays.fill(target, 42);
            session.logits(target);
            assertArrayEquals(session.logits(), Arrays.copyOf(target, size));
            assertEquals(42, target[size]);
            var refused = assertThrows(IllegalArgumentException.class, () -> session.logits(new float[size - 1]));
            assertTrue(refused.getMessage().contains("give one for"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mamba", "jamba", "gpt2"})
    void the_output_layer_makes_the_logits_of_the_hidden_state(String name) throws IOException {
        Path file = tiny(name);
        try (var model = Model.load(file, ON_CPU); var session = model.session(SMALL).append("the sky is blue")) {
            float[] before = session.logits();
            int[] tokens = session.tokens();
            var hidden = new float[model.info().shape().outputLength()];
            session.hiddenState(hidden);
            float[] expected = product(matrix(file, "output.weight"), hidden);
            assertArrayEquals(expected, session.logits(), 0.02f);
            assertArrayEquals(before, session.logits(), 0.05f);
            assertArrayEquals(tokens, session.tokens());
        }
    }

    @Test
    void a_session_goes_on_after_its_hidden_state_was_read() {
        try (var model = Model.load(TinyModels.llama(), ON_CPU);
                var session = model.session(SMALL).append("hello");
                var other = model.session(SMALL).append("hello")) {
            session.hiddenState(new float[64]);
            assertEquals(
                    other.generate(Sampler.greedy(), 20).text(),
                    session.generate(Sampler.greedy(), 20).text());
            session.append(" world");
            assertEquals(model.vocabulary().size(), session.logits().length);
        }
    }

    @Test
    void an_empty_session_has_neither_logits_nor_a_hidden_state() {
        try (var model = Model.load(TinyModels.llama(), ON_CPU); var session = model.session(SMALL)) {
            assertThrows(IllegalStateException.class, session::logits);
            assertThrows(IllegalStateException.class, () -> session.hiddenState(new float[64]));
            assertThrows(IllegalArgumentException.class, () -> session.hiddenState(new float[63]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma3", "mamba", "jamba", "gpt2"})
    void warming_up_changes_nothing_that_can_be_seen(String name) {
        try (var model = Model.load(tiny(name), ON_CPU);
                var cold = model.session(SMALL);
                var warm = model.session(SMALL)) {
            warm.warmUp();
            assertEquals(0, warm.position());
            assertEquals(0, warm.timings().generatedTokens());
            assertThrows(IllegalStateException.class, warm::logits);
            assertArrayEquals(cold.append("hello").logits(), warm.append("hello").warmUp().logits());
            assertArrayEquals(cold.append(" world").logits(), warm.append(" world").logits());
        }
    }

    @Test
    void the_number_of_threads_can_be_changed_at_any_time() {
        int most = Runtime.getRuntime().availableProcessors();
        try (var model = Model.load(TinyModels.llama(), ON_CPU); var session = model.session(SMALL)) {
            float[] one = session.append("hello").logits();
            session.threads(most, most).clear();
            assertEquals(most, session.options().threads());
            assertArrayEquals(one, session.append("hello").logits());
            try (var fork = session.fork()) {
                assertEquals(most, fork.options().promptThreads());
            }
            session.threads(1, 1).clear();
            assertEquals(1, session.options().promptThreads());
            assertArrayEquals(one, session.append("hello").logits());
            assertThrows(IllegalArgumentException.class, () -> session.threads(0, 1));
            assertThrows(IllegalArgumentException.class, () -> session.threads(1, most + 1));
        }
    }

    private static Path tiny(String name) {
        Supplier<Path> file = switch (name) {
            case "llama" -> TinyModels::llama;
            case "gemma3" -> TinyModels::gemma3;
            case "mamba" -> TinyModels::mamba;
            case "jamba" -> TinyModels::jamba;
            default -> TinyModels::gpt2;
        };
        return file.get();
    }

    /// Reads the rows of a matrix of 32-bit numbers.
    private static float[][] matrix(Path file, String name) throws IOException {
        Gguf header = Gguf.read(file);
        GgufTensor tensor = header.tensor(name).orElseThrow();
        var bytes = ByteBuffer.allocate((int) tensor.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file)) {
            channel.read(bytes, header.dataOffset() + tensor.offset());
        }
        int width = Math.toIntExact(tensor.shape().get(0));
        var rows = new float[Math.toIntExact(tensor.shape().get(1))][width];
        bytes.flip();
        for (float[] row : rows) for (int i = 0; i < width; i++) row[i] = bytes.getFloat();
        return rows;
    }

    private static float[] product(float[][] matrix, float[] vector) {
        var product = new float[matrix.length];
        for (int row = 0; row < matrix.length; row++)
            for (int i = 0; i < vector.length; i++) product[row] += matrix[row][i] * vector[i];
        return product;
    }
}

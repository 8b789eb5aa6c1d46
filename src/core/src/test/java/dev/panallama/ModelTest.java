package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatMessage;
import dev.panallama.error.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelTest {
    @TempDir
    private Path folder;

    @Test
    void a_model_tells_what_it_is() {
        try (var model = Model.load(TestModels.smolLm2())) {
            ModelInfo info = model.info();
            assertEquals("llama", info.architecture());
            assertEquals(8192, info.trainedContextLength());
            assertEquals(30, info.layers());
            assertEquals(576, info.embeddingLength());
            assertEquals(9, info.attention().heads());
            assertEquals(3, info.attention().keyValueHeads());
            assertEquals(134_515_008, info.parameterCount());
            assertTrue(info.quantization().startsWith("Q4_1"), info.quantization());
            assertTrue(info.chatTemplate().orElseThrow().contains("<|im_start|>"));
            assertEquals("llama", info.metadata().get("general.architecture"));
        }
    }

    @Test
    void the_library_tells_its_version_and_devices() {
        assertTrue(Llama.version().startsWith("0.4.0"), Llama.version());
        Device cpu = Llama.devices().stream()
                .filter(it -> it.kind() == Device.Kind.CPU)
                .findFirst()
                .orElseThrow();
        assertTrue(cpu.totalBytes() > 1L << 30, cpu.toString());
    }

    @Test
    void a_missing_file_is_refused() {
        refused(folder.resolve("no.gguf"), "there is no such file");
    }

    @Test
    void a_directory_is_refused() {
        refused(folder, "it is a directory");
    }

    @Test
    void an_empty_file_is_refused() throws IOException {
        refused(Files.createFile(folder.resolve("empty.gguf")), "the file is empty");
    }

    @Test
    void a_text_file_is_refused_and_the_message_shows_how_it_starts() throws IOException {
        refused(Files.writeString(folder.resolve("text.gguf"), "<html>not found</html>"), "it starts with \"<htm\"");
    }

    @Test
    void a_named_pipe_is_refused_without_waiting_for_it() throws Exception {
        Path pipe = folder.resolve("pipe.gguf");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        refused(pipe, "it is not a regular file");
    }

    @Test
    void a_truncated_file_is_refused_with_the_place_where_it_ends() throws IOException {
        byte[] whole = Files.readAllBytes(TestModels.smolLm2());
        Path half = Files.write(folder.resolve("half.gguf"), java.util.Arrays.copyOf(whole, whole.length / 2));
        refused(half, "it ends at byte %,d inside its tensor blk.15".formatted(whole.length / 2));
    }

    @Test
    void an_unknown_architecture_is_refused_by_name() throws IOException {
        byte[] whole = Files.readAllBytes(TestModels.smolLm2());
        int at = new String(whole, 0, 4096, StandardCharsets.ISO_8859_1).indexOf("llama");
        System.arraycopy("lhama".getBytes(StandardCharsets.US_ASCII), 0, whole, at, 5);
        var refused = refused(Files.write(folder.resolve("lhama.gguf"), whole), "llama.cpp cannot load");
        assertTrue(refused.getMessage().contains("unknown model architecture: 'lhama'"), refused.getMessage());
    }

    @Test
    void loading_tells_its_progress_up_to_the_end() {
        var last = new AtomicReference<>(0.0);
        ModelOptions options = ModelOptions.defaults().withProgress(fraction -> {
            assertTrue(fraction >= last.getAndSet(fraction));
            return true;
        });
        Model.load(TestModels.smolLm2(), options).close();
        assertEquals(1.0, last.get());
    }

    @Test
    void loading_can_be_cancelled_by_its_listener() {
        ModelOptions options = ModelOptions.defaults().withProgress(_ -> false);
        var cancelled = assertThrows(
                CancellationException.class, () -> Model.load(TestModels.smolLm2(), options));
        assertTrue(cancelled.getMessage().contains("was cancelled at"), cancelled.getMessage());
    }

    @Test
    void loading_can_be_cancelled_by_an_interrupt() {
        Thread caller = Thread.currentThread();
        ModelOptions options = ModelOptions.defaults().withProgress(_ -> {
            caller.interrupt();
            while (caller.isInterrupted()) Thread.onSpinWait(); // until the caller has seen it
            return true;
        });
        var cancelled = assertThrows(CancellationException.class, () -> Model.load(TestModels.smolLm2(), options));
        assertTrue(cancelled.getMessage().contains("was cancelled at"), cancelled.getMessage());
        assertTrue(Thread.interrupted(), "the thread stays interrupted");
    }

    @Test
    void what_a_listener_throws_reaches_the_caller() {
        var thrown = new IllegalStateException("from the listener");
        ModelOptions options = ModelOptions.defaults().withProgress(_ -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(
                IllegalStateException.class, () -> Model.load(TestModels.smolLm2(), options)));
    }

    @Test
    void a_model_without_weights_tokenizes_but_opens_no_session() {
        try (var model = Model.load(
                TestModels.smolLm2(), ModelOptions.defaults().withVocabularyOnly(true))) {
            assertTrue(model.vocabulary().tokenize("Hello").length > 0);
            var refused = assertThrows(IllegalStateException.class, model::session);
            assertTrue(refused.getMessage().contains("load it with weights"), refused.getMessage());
        }
    }

    @Test
    void the_chat_template_writes_the_turns() {
        try (var model = Model.load(TestModels.smolLm2())) {
            String text = model.chatTemplate()
                    .orElseThrow()
                    .prompt(List.of(ChatMessage.system("Be brief."), ChatMessage.user("Hi")))
                    .text()
                    .toString();
            assertEquals(
                    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
                    text);
        }
    }

    private static ModelLoadException refused(Path file, String reason) {
        var refused = assertThrows(ModelLoadException.class, () -> Model.load(file));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
        return refused;
    }
}

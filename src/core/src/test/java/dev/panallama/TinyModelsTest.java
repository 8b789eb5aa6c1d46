package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.ChatMessage;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The models that tests write are models to llama.cpp, and their logits are worth comparing.
final class TinyModelsTest {
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);
    private static final SessionOptions SESSION = SessionOptions.defaults().withThreads(1).withContextLength(256);

    private static final Map<String, Supplier<Path>> GENERATING = Map.of(
            "llama", TinyModels::llama,
            "experts", TinyModels::mixtureOfExperts,
            "gemma3", TinyModels::gemma3,
            "olmo2", TinyModels::olmo2,
            "gpt2", TinyModels::gpt2,
            "mamba", TinyModels::mamba,
            "jamba", TinyModels::jamba);

    @ParameterizedTest
    @ValueSource(strings = {"llama", "experts", "gemma3", "olmo2", "gpt2", "mamba", "jamba"})
    void a_tiny_model_generates_text_that_depends_on_its_prompt(String name) throws IOException {
        Path file = GENERATING.get(name).get();
        assertTrue(Files.size(file) < 2_000_000, "bytes: " + Files.size(file));
        try (var model = Model.load(file, ON_CPU)) {
            int[] first = generated(model, "hello world");
            assertEquals(60, first.length);
            assertTrue(distinct(first) > 5, () -> Arrays.toString(first));
            assertArrayEquals(first, generated(model, "hello world"));
            assertFalse(Arrays.equals(first, generated(model, "the sky is blue")));
        }
    }

    @Test
    void the_tiny_llama_has_a_vocabulary_with_words_bytes_and_turns() {
        try (var model = Model.load(TinyModels.llama(), ON_CPU)) {
            Vocabulary vocabulary = model.vocabulary();
            assertEquals(2, vocabulary.tokenize("hello world").length);
            String any = "the sky, {\"a\": 1}\n Grüße 世界";
            assertEquals(any, vocabulary.detokenize(vocabulary.tokenize(any)).strip());
            assertTrue(model.chatTemplate().orElseThrow().prompt(List.of(ChatMessage.user("hi"))).text().toString()
                    .endsWith("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n"));
            assertEquals(4, model.info().attention().heads());
            assertEquals(2, model.info().attention().keyValueHeads());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "bert"})
    void an_encoder_loads_and_tokenizes_but_opens_no_session(String name) {
        try (var model = Model.load(name.equals("t5") ? TinyModels.t5() : TinyModels.bert(), ON_CPU)) {
            assertEquals(name, model.info().architecture());
            Vocabulary vocabulary = model.vocabulary();
            assertEquals(
                    List.of(" hello", " world"),
                    IntStream.of(vocabulary.tokenize("hello world"))
                            .mapToObj(vocabulary::text)
                            .toList());
            var refused = assertThrows(UnsupportedOperationException.class, () -> model.session(SESSION));
            assertTrue(refused.getMessage().contains("does not continue text"), refused.getMessage());
        }
    }

    private static int[] generated(Model model, String prompt) {
        try (var session = model.session(SESSION)) {
            return session.append(prompt).generate(Sampler.greedy(), 60).stream().mapToInt(Token::id).toArray();
        }
    }

    private static long distinct(int[] tokens) {
        return IntStream.of(tokens).distinct().count();
    }
}

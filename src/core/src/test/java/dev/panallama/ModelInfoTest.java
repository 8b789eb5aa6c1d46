package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import dev.panallama.sampler.Choice;
import dev.panallama.sampler.Sampler;
import dev.panallama.sampler.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What models, vocabularies and the library say of themselves.
final class ModelInfoTest {
    private static final ModelOptions ON_CPU = ModelOptions.defaults().withGpuLayers(0);

    @TempDir
    private Path folder;

    @Test
    void a_real_model_tells_its_structure_and_its_licence() {
        try (var model = Model.load(TestModels.smolLm2(), ON_CPU)) {
            ModelInfo info = model.info();
            assertEquals(new ModelInfo.Shape(30, 0, 576, 576, 576), info.shape());
            assertEquals(new ModelInfo.Attention(9, 3, 64, 64, 0), info.attention());
            assertEquals(
                    new ModelInfo.Rope(ModelInfo.Rope.Kind.NEIGHBOURS, 64, 100_000, 1, "none", OptionalInt.empty()),
                    info.rope());
            assertEquals(
                    new ModelInfo.Traits(false, true, true, false, false, false, OptionalInt.empty()), info.traits());
            assertEquals(Optional.empty(), info.experts());
            assertEquals(Optional.empty(), info.classifier());
            assertEquals(Optional.empty(), info.recommendedSampler());
            assertEquals("apache-2.0", info.license().id().orElseThrow());
            assertEquals("HuggingFaceTB", info.origin().organization().orElseThrow());
        }
    }

    @Test
    void models_of_other_kinds_tell_theirs() {
        assertEquals(Optional.of(new ModelInfo.Experts(4, 2, 0)), info(TinyModels.mixtureOfExperts()).experts());
        assertEquals(32, info(TinyModels.gemma3()).attention().slidingWindow());
        assertEquals(ModelInfo.Rope.Kind.HALVES, info(TinyModels.gemma3()).rope().kind());
        assertEquals(
                new ModelInfo.Rope(ModelInfo.Rope.Kind.NONE, 0, 0, 1, "none", OptionalInt.empty()),
                info(TinyModels.gpt2()).rope());
        assertTrue(info(TinyModels.mamba()).traits().recurrent());
        assertTrue(info(TinyModels.jamba()).traits().hybrid());
        assertFalse(info(TinyModels.jamba()).traits().recurrent());
        assertTrue(info(TinyModels.t5()).traits().encoder());
        assertEquals(OptionalInt.of(0), info(TinyModels.t5()).traits().decoderStart());
        assertFalse(info(TinyModels.bert()).traits().causal());
        assertEquals(Optional.of(Pooling.MEAN), info(TinyModels.bert()).pooling());
    }

    @Test
    void a_file_tells_its_origin_and_its_named_templates() throws IOException {
        ModelInfo info = info(edited(TinyModels.llama(), Map.of(
                "general.author", GgufValue.text("somebody"),
                "general.license.link", GgufValue.text("the licence's address"),
                "general.base_model.count", GgufValue.uint32(2),
                "general.base_model.0.name", GgufValue.text("first"),
                "general.base_model.1.name", GgufValue.text("second"),
                "general.base_model.1.organization", GgufValue.text("others"),
                "tokenizer.chat_templates", GgufValue.texts(List.of("default", "tool_use")),
                "tokenizer.chat_template.tool_use", GgufValue.text("{{ tools }}"))));
        assertEquals("somebody", info.origin().author().orElseThrow());
        assertEquals("the licence's address", info.license().link().orElseThrow());
        assertEquals(
                List.of(
                        new ModelInfo.BaseModel("first", Optional.empty(), Optional.empty()),
                        new ModelInfo.BaseModel("second", Optional.of("others"), Optional.empty())),
                info.origin().baseModels());
        assertEquals(Map.of("tool_use", "{{ tools }}"), info.chatTemplates());
        assertTrue(info.chatTemplate().orElseThrow().contains("<|im_start|>"));
    }

    @Test
    void a_file_may_recommend_how_to_sample() throws IOException {
        Path file = edited(TinyModels.llama(), Map.of(
                "general.sampling.sequence", GgufValue.text("top_k;temperature"),
                "general.sampling.top_k", new GgufValue.Whole(GgufType.INT32, 7),
                "general.sampling.temp", GgufValue.float32(0.5)));
        assertEquals(
                Sampler.of(new Stage.TopK(7), new Stage.Temperature(0.5f)),
                info(file).recommendedSampler().orElseThrow());
        Path mirostat = edited(TinyModels.llama(), Map.of(
                "general.sampling.mirostat", new GgufValue.Whole(GgufType.INT32, 2),
                "general.sampling.mirostat_tau", GgufValue.float32(4)));
        assertEquals(new Choice.Mirostat2(4, 0.1f), info(mirostat).recommendedSampler().orElseThrow().choice());
        Path wrong = edited(TinyModels.llama(), Map.of("general.sampling.top_k", GgufValue.text("many\"}")));
        var refused = assertThrows(IllegalArgumentException.class, () -> info(wrong).recommendedSampler());
        assertEquals("the file's general.sampling.top_k is many\"}: it should be a number", refused.getMessage());
    }

    @Test
    void numbers_that_make_no_sense_are_left_out() throws IOException {
        ModelInfo info = info(edited(TinyModels.llama(), Map.of(
                "general.base_model.count", GgufValue.uint32(0xffff_ffffL),
                "llama.pooling_type", GgufValue.uint32(3),
                "general.author", GgufValue.text(" "))));
        assertEquals(List.of(), info.origin().baseModels());
        assertEquals(Optional.of(Pooling.LAST), info.pooling());
        assertEquals(Optional.empty(), info.origin().author());
    }

    @Test
    void a_vocabulary_tells_its_tokens() {
        try (var model = Model.load(TinyModels.llama(), ON_CPU)) {
            Vocabulary vocabulary = model.vocabulary();
            assertEquals(Vocabulary.Kind.SENTENCE_PIECE, vocabulary.kind());
            int the = vocabulary.tokenize("the")[0];
            assertEquals("▁the", vocabulary.rawText(the));
            assertEquals(" the", vocabulary.text(the));
            assertEquals(-the, vocabulary.score(the));
            assertEquals(Set.of(TokenAttribute.NORMAL), vocabulary.attributes(the));
            assertEquals(Set.of(TokenAttribute.CONTROL), vocabulary.attributes(1));
            assertEquals(Set.of(TokenAttribute.BYTE), vocabulary.attributes(3));
            assertEquals(OptionalInt.of(3 + '\n'), vocabulary.newline());
            assertEquals(OptionalInt.empty(), vocabulary.mask());
            assertTrue(vocabulary.addsBeginningOfText());
            assertFalse(vocabulary.addsEndOfText());
            assertArrayEquals(new int[0], vocabulary.suppressedTokens());
            assertThrows(IllegalArgumentException.class, () -> vocabulary.score(vocabulary.size()));
            assertThrows(IllegalArgumentException.class, () -> vocabulary.rawText(-1));
        }
        try (var model = Model.load(TinyModels.bert(), ON_CPU)) {
            Vocabulary vocabulary = model.vocabulary();
            assertEquals(Vocabulary.Kind.WORD_PIECE, vocabulary.kind());
            assertEquals(OptionalInt.of(3), vocabulary.separator());
            assertEquals(OptionalInt.of(4), vocabulary.mask());
            assertEquals(OptionalInt.of(0), vocabulary.padding());
            assertTrue(vocabulary.addsSeparator());
        }
    }

    @Test
    void tokens_that_the_file_suppresses_are_never_generated() throws IOException {
        int[] usual;
        try (var model = Model.load(TinyModels.llama(), ON_CPU)) {
            usual = generated(model);
        }
        Path file = edited(TinyModels.llama(), Map.of("tokenizer.ggml.suppress_tokens", GgufValue.int32s(usual[0])));
        try (var model = Model.load(file, ON_CPU)) {
            assertArrayEquals(new int[]{usual[0]}, model.vocabulary().suppressedTokens());
            for (int id : generated(model)) assertFalse(id == usual[0]);
        }
    }

    @Test
    void the_library_tells_what_it_can_do() {
        assertTrue(Llama.systemInfo().startsWith("CPU : "), Llama.systemInfo());
        assertTrue(Llama.builtinChatTemplates().containsAll(List.of("chatml", "llama2", "gemma")));
        Capabilities capabilities = Llama.capabilities();
        assertTrue(capabilities.mapsFiles());
        assertEquals(SessionOptions.MAX_FORKS + 1, capabilities.maxSequences());
        assertTrue(capabilities.maxDevices() >= 1, capabilities.toString());
    }

    private static int[] generated(Model model) {
        try (var session = model.session(SessionOptions.defaults().withThreads(1).withContextLength(128))) {
            return session.append("hello").generate(Sampler.greedy(), 20).stream().mapToInt(Token::id).toArray();
        }
    }

    private static ModelInfo info(Path file) {
        try (var model = Model.load(file, ON_CPU)) {
            return model.info();
        }
    }

    private Path edited(Path file, Map<String, GgufValue> changes) throws IOException {
        Path edited = folder.resolve("edited.gguf");
        GgufWriter writer = GgufWriter.copyOf(file);
        changes.forEach(writer::put);
        writer.write(edited);
        return edited;
    }
}

package dev.panallama.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.LlamaSource;
import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VocabularyRulesTest {
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String CHARACTERS = "tokenizer.ggml.precompiled_charsmap";

    @TempDir
    private Path folder;

    @Test
    void equal_tokens_are_named_with_their_text() throws IOException {
        refused("tokens 300 and 301 of tokenizer.ggml.tokens are both", token("llama", 301, token(300)));
        refused("tokens 300 and 301", token("llama", 301, token(300) + "\0and more"));
        refused("[EMPTY_301]", token(token("llama", 301, ""), 302, "[EMPTY_301]"));
        assertEquals(List.of(), check(token("llama", 301, "")).faults(), "an empty one has a name of its own");
    }

    @Test
    void a_token_that_takes_too_long_is_named() throws IOException {
        refused("token 301 of tokenizer.ggml.tokens has 4,097 bytes", token("llama", 301, "x".repeat(4097)));
        refused("256 are possible in a plamo2", token("plamo2", 301, "x".repeat(257)));
        refused("1,024 are possible in a t5", token("t5", 100, "x".repeat(1025)));
        assertEquals(List.of(), check(token("llama", 301, "x".repeat(4096))).faults());
    }

    @Test
    void tokens_that_take_gigabytes_together_are_named() throws IOException {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) texts.add(i + "é".repeat(500));
        refused("gigabytes for a t5 vocabulary", edited("t5", TOKENS, GgufValue.texts(texts)));
        refused("gigabytes for a gpt2 vocabulary", edited("gpt2", TOKENS, GgufValue.texts(texts)));
    }

    @Test
    void a_byte_without_a_token_is_named() throws IOException {
        ModelCheck check = check(token("llama", 3 + 0x41, "other"));
        assertEquals(List.of(), check.faults());
        assertTrue(check.isVetted(), "the letter A has a token of its own");
        check = check(token("llama", 3 + 0x1f, "other"));
        assertEquals(List.of(), check.faults(), "SentencePiece may do without bytes");
        assertFalse(check.isVetted());
        refused("no token of the byte \\x1f", token("rwkv", 1 + 0x1f, "other"));
        refused("no token of the byte \\x41", token("rwkv", 1 + 0x41, "other"));
    }

    @Test
    void a_lone_byte_in_a_vocabulary_that_has_none_is_named() throws IOException {
        refused("token 50 is a lone byte", type("bert", 50, 6));
        refused("token 50 is a lone byte", type("rwkv", 50, 6));
        assertEquals(List.of(), check(type("llama", 300, 6)).faults());
    }

    @ParameterizedTest
    @CsvSource({"llama, bos, 1, false", "llama, bos, 1000000, false", "bert, bos, 2, true", "bert, seperator, 3, true",
        "bert, unknown, 1, true", "bert, bos, 1000000, true", "gemma4, bos, 2, true"})
    void a_token_that_is_added_has_to_be_there(String model, String role, long id, boolean needed) throws IOException {
        String key = "tokenizer.ggml.%s_token_id".formatted(role);
        Gguf file = file(model);
        boolean there = id < file.arrayLength(TOKENS);
        var metadata = new java.util.LinkedHashMap<>(file.metadata());
        if (there) metadata.remove(key);
        else metadata.put(key, GgufValue.uint32(id));
        boolean refused = !check(new Gguf(3, metadata, file.tensors(), 32, file.dataOffset())).faults().isEmpty();
        long byDefault = model.equals("bert") ? 103 : Long.MAX_VALUE;
        assertEquals(needed && file.arrayLength(TOKENS) < byDefault, refused);
    }

    @Test
    void a_table_of_characters_that_leads_outside_is_named() throws IOException {
        Gguf real = Gguf.read(LlamaSource.models().stream()
                .filter(it -> it.endsWith("ggml-vocab-nomic-bert-moe.gguf"))
                .findFirst()
                .orElseThrow());
        var bytes = new ArrayList<Object>(((GgufValue.Array) real.metadata().get(CHARACTERS)).elements());
        assertEquals(List.of(), check(characters(bytes)).faults());
        var unended = new ArrayList<>(bytes);
        unended.set(unended.size() - 1, 65L);
        refused("has a replacement without an end", characters(unended));
        var astray = new ArrayList<>(bytes);
        for (int i = 4; i < 8; i++) astray.set(i, 255L);
        refused("leads to node", characters(astray));
    }

    private Gguf characters(List<Object> bytes) throws IOException {
        var values = new ArrayList<Object>();
        for (Object it : bytes) values.add((Long) it & 0xff);
        return edited("t5", CHARACTERS, new GgufValue.Array(GgufType.UINT8, values));
    }

    private static void refused(String reason, Gguf file) {
        List<String> faults = check(file).faults();
        assertTrue(faults.stream().anyMatch(it -> it.contains(reason)), reason + " is not in " + faults);
    }

    private static ModelCheck check(Gguf file) {
        return ModelCheck.of(List.of(file), Map.of(), true);
    }

    private static Gguf file(String model) throws IOException {
        return Gguf.read(path(model));
    }

    private static Path path(String model) {
        return model.equals("llama") ? TinyModels.llama() : TinyModels.llamaOf(model);
    }

    private static String token(int id) throws IOException {
        return (String) ((GgufValue.Array) file("llama").metadata().get(TOKENS)).elements().get(id);
    }

    private Gguf token(String model, int id, String text) throws IOException {
        return token(file(model), id, text);
    }

    private Gguf token(Gguf file, int id, String text) throws IOException {
        var texts = new ArrayList<String>();
        ((GgufValue.Array) file.metadata().get(TOKENS)).elements().forEach(it -> texts.add((String) it));
        texts.set(id, text);
        return written(file, TOKENS, GgufValue.texts(texts));
    }

    private Gguf type(String model, int id, int type) throws IOException {
        String key = "tokenizer.ggml.token_type";
        var types = ((GgufValue.Array) file(model).metadata().get(key)).elements().stream()
                .mapToInt(it -> ((Long) it).intValue())
                .toArray();
        types[id] = type;
        return edited(model, key, GgufValue.int32s(types));
    }

    private Gguf edited(String model, String key, GgufValue value) throws IOException {
        return written(file(model), key, value);
    }

    /// Returns a header as a file has it, in which arrays are packed.
    private Gguf written(Gguf file, String key, GgufValue value) throws IOException {
        var writer = new GgufWriter();
        file.withMetadata(Map.of(key, value)).metadata().forEach(writer::put);
        Path written = folder.resolve("written.gguf");
        writer.write(written);
        return Gguf.read(written);
    }
}

package dev.panallama.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.panallama.TestModels;
import dev.panallama.TinyModels;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoaderRulesTest {
    @Test
    void models_that_load_break_no_rule() throws IOException {
        for (Path file : List.of(TestModels.smolLm2(), TinyModels.llama(), TinyModels.mixtureOfExperts(),
                TinyModels.gemma3(), TinyModels.olmo2(), TinyModels.gpt2(), TinyModels.mamba(), TinyModels.jamba(),
                TinyModels.t5(),
                TinyModels.bert()))
            assertEquals(List.of(), LoaderRules.broken(Gguf.read(file)), file.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "llama, block_count, 0, 1", "llama, block_count, 513, 1", "llama, nextn_predict_layers, 3, 1",
        "llama, nextn_predict_layers, 2, 0", "llama, context_length, 16777217, 1", "llama, context_length, 0, 1",
        "llama, embedding_length_out, 63, 1", "llama, expert_count, 1025, 2", "llama, expert_used_count, 1, 1",
        "experts, expert_used_count, 5, 1", "experts, expert_used_count, 0, 1", "experts, expert_count, 0, 1",
        "experts, expert_group_count, 4, 2", "experts, expert_group_count, 3, 2", "llama, attention.head_count, 3, 1",
        "llama, attention.head_count_kv, 3, 1", "llama, attention.head_count_kv, 0, 2",
        "llama, attention.key_length, 31, 3", "llama, rope.dimension_count, 33, 1",
        "llama, rope.dimension_count, 34, 1",
        "llama, rope.dimension_count_swa, 5, 1", "llama, pooling_type, 5, 1",
        "gemma3, attention.sliding_window, 16777217, 1",
        "gemma3, attention.sliding_window_pattern, 1, 1", "t5, attention.relative_buckets_count, 1, 1",
        "jamba, ssm.state_size, 0, 1", "llama, full_attention_interval, 0, 1", "llama, block_count, -1, 1",
        "llama, block_count, 5000000000, 2"})
    void a_whole_number_that_llama_cpp_would_break_off_at_is_named(String model, String key, long value, int broken)
            throws IOException {
        assertEquals(broken, broken(model, key, new GgufValue.Whole(GgufType.INT64, value)).size());
    }

    @ParameterizedTest
    @CsvSource({"attention.layer_norm_rms_epsilon, -1", "rope.freq_base, 0", "rope.scaling.factor, -1",
        "attention.scale, NaN", "rope.freq_base, Infinity"})
    void a_real_number_that_llama_cpp_would_break_off_at_is_named(String key, double value) throws IOException {
        assertEquals(1, broken("llama", key, new GgufValue.Real(GgufType.FLOAT64, value)).size());
    }

    private static List<String> broken(String model, String key, GgufValue value) throws IOException {
        Gguf file = Gguf.read(switch (model) {
            case "gemma3" -> TinyModels.gemma3();
            case "t5" -> TinyModels.t5();
            case "jamba" -> TinyModels.jamba();
            case "experts" -> TinyModels.mixtureOfExperts();
            default -> TinyModels.llama();
        });
        String full = file.text("general.architecture").orElseThrow() + "." + key;
        return LoaderRules.broken(file.withMetadata(Map.of(full, value)));
    }
}

package dev.panallama.internal.load;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// The hyper-parameters that llama.cpp v0.4.0 takes on trust: what breaks a rule here makes it break off while it loads
/// or computes. Values of the wrong type, wrong shapes and missing keys are not looked at: llama.cpp reports those.
public final class LoaderRules {
    /// Whole numbers for which 0 means that there is none of the thing; others are lengths, counts or divisors.
    private static final Set<String> MAY_BE_ZERO = Set.of(
            "embedding_length_out", "nextn_predict_layers", "expert_count", "expert_used_count", "expert_shared_count",
            "expert_group_count", "expert_group_used_count", "leading_dense_block_count", "pooling_type",
            "decoder_start_token_id", "attention.sliding_window", "attention.sliding_window_pattern",
            "attention.q_lora_rank", "attention.shared_kv_layers", "rope.scaling.original_context_length");

    /// Lengths that a model without attention, a mamba, has as 0 besides.
    private static final Set<String> ZERO_WITHOUT_ATTENTION = Set.of("attention.head_count", "attention.head_count_kv",
            "feed_forward_length");

    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

    private final Gguf file;
    private final String architecture;
    private final List<String> broken = new ArrayList<>();

    private LoaderRules(Gguf file) {
        this.file = file;
        architecture = file.text("general.architecture").orElse("");
    }

    /// Returns what is broken, each as a sentence with key and value; an empty list is no proof that the file loads.
    public static List<String> broken(Gguf file) {
        var rules = new LoaderRules(file);
        rules.numbers();
        rules.blocks();
        rules.experts();
        rules.attention();
        rules.texts();
        rules.specialTokens();
        return List.copyOf(rules.broken);
    }

    /// Every number of the architecture is of a range that 32 bits hold, and no divisor is 0.
    private void numbers() {
        file.metadata().forEach((key, value) -> {
            if (!key.startsWith(architecture + ".")) return;
            switch (value) {
                case GgufValue.Whole(_, long number) -> whole(key, number);
                case GgufValue.Real(_, double number) -> real(key, number);
                case GgufValue.Flag _,GgufValue.Text _,GgufValue.Array _ -> {
                }
            }
        });
    }

    private void whole(String key, long number) {
        String name = key.substring(architecture.length() + 1);
        boolean zero = MAY_BE_ZERO.contains(name)
                || (architecture.startsWith("mamba") && ZERO_WITHOUT_ATTENTION.contains(name));
        check(number <= 0xffff_ffffL && number >= (zero ? 0 : 1), "%s is %,d: give %d to 4,294,967,295"
                .formatted(key, number, zero ? 0 : 1));
    }

    private void real(String key, double number) {
        check(Double.isFinite(number), "%s is %s: give a finite number".formatted(key, number));
        boolean positive = key.contains("freq_base");
        if (positive) check(number > 0, "%s is %s: give more than 0".formatted(key, number));
        if (key.endsWith("epsilon") || key.endsWith("scaling.factor"))
            check(number >= 0, "%s is %s: give 0 or more".formatted(key, number));
    }

    private void blocks() {
        long blocks = number("block_count").orElse(1);
        most("block_count", 512); // LLAMA_MAX_LAYERS
        most("nextn_predict_layers", blocks - 1);
        most("decoder_block_count", blocks);
        most("context_length", 1 << 24);
        most("embedding_length", 1 << 20);
        most("attention.sliding_window", 1 << 24);
        most("pooling_type", 4);
        number("embedding_length_out").ifPresent(out -> check(
                out == 0 || out == number("embedding_length").orElse(out),
                "%s is %,d: give 0 or the embedding's length".formatted(key("embedding_length_out"), out)));
        if (architecture.equals("gemma3") && number("attention.sliding_window").orElse(0) > 0)
            check(number("attention.sliding_window_pattern").orElse(0) != 1,
                    "%s is 1, which leaves no sliding layer: give another"
                            .formatted(key("attention.sliding_window_pattern")));
        number("attention.relative_buckets_count").ifPresent(count -> check(
                count > 1, "%s is %d: give 2 or more".formatted(key("attention.relative_buckets_count"), count)));
    }

    private void experts() {
        long experts = number("expert_count").orElse(0);
        most("expert_count", 1024); // LLAMA_MAX_EXPERTS
        most("expert_used_count", experts);
        if (experts > 0 && !(file.metadata().get(key("expert_used_count")) instanceof GgufValue.Array))
            check(number("expert_used_count").orElse(0) > 0,
                    "%s is 0 though there are experts: give 1 to %,d".formatted(key("expert_used_count"), experts));
        long groups = number("expert_group_count").orElse(0);
        most("expert_group_count", Math.max(0, experts - 1));
        if (groups <= 1) return;
        check(experts % groups == 0, "%s is %,d, no divisor of %,d experts: give one"
                .formatted(key("expert_group_count"), groups, experts));
        long used = number("expert_group_used_count").orElse(0);
        check(used > 0 && used < groups, "%s is %,d: give 1 to %,d"
                .formatted(key("expert_group_used_count"), used, groups - 1));
    }

    private void attention() {
        long heads = number("attention.head_count").orElse(0);
        if (heads <= 0) return; // recurrent, or one number for each layer
        long keyValueHeads = number("attention.head_count_kv").orElse(heads);
        check(keyValueHeads > 0 && heads % keyValueHeads == 0, "%s is %,d, no divisor of %,d heads: give one"
                .formatted(key("attention.head_count_kv"), keyValueHeads, heads));
        long byWidth = number("embedding_length").orElse(0) / heads;
        headSize("", byWidth);
        if (has("_swa")) headSize("_swa", number("attention.key_length").orElse(byWidth));
    }

    private boolean has(String suffix) {
        return number("attention.key_length" + suffix).isPresent()
                || number("attention.value_length" + suffix).isPresent()
                || number("rope.dimension_count" + suffix).isPresent();
    }

    private void headSize(String suffix, long without) {
        long key = number("attention.key_length" + suffix).orElse(without);
        long value = number("attention.value_length" + suffix).orElse(without);
        check(key > 0 && key == value,
                "the heads have %,d numbers as keys and %,d as values: give the same in %s and %s"
                        .formatted(key, value, key("attention.key_length" + suffix),
                                key("attention.value_length" + suffix)));
        check(key % 2 == 0,
                "the heads have %,d numbers: give %s an even one".formatted(key, key("attention.key_length" + suffix)));
        number("rope.dimension_count" + suffix).ifPresent(rotated -> check(
                rotated > 0 && rotated <= key && rotated % 2 == 0,
                "%s is %,d: give an even number, 2 to %,d".formatted(key("rope.dimension_count" + suffix), rotated,
                        key)));
    }

    private void texts() {
        file.text(key("rope.scaling.type")).ifPresent(type -> check(
                ROPE_SCALINGS.contains(type),
                "%s is %s: give one of %s".formatted(key("rope.scaling.type"), type, ROPE_SCALINGS)));
    }

    /// A token that is added to every text must exist.
    private void specialTokens() {
        String model = file.text("tokenizer.ggml.model").orElse("");
        Map<String, Long> first = Map.of("llama", 1L, "gpt2", 11L, "bert", 101L);
        Map<String, Long> last = Map.of("llama", 2L, "gpt2", 11L, "t5", 1L);
        added("bos", "bos", first.getOrDefault(model, Long.MAX_VALUE));
        added("eos", "eos", last.getOrDefault(model, Long.MAX_VALUE));
        added("sep", "seperator", model.equals("bert") ? 102 : Long.MAX_VALUE);
    }

    private void added(String role, String name, long byDefault) {
        if (!(file.metadata()
                .get("tokenizer.ggml.add_%s_token".formatted(role)) instanceof GgufValue.Flag(boolean adds)) || !adds)
            return;
        long tokens = file.arrayLength("tokenizer.ggml.tokens");
        String key = "tokenizer.ggml.%s_token_id".formatted(name);
        long id = file.whole(key).orElse(byDefault);
        check((id >= 0 && id < tokens) || byDefault < tokens,
                "tokenizer.ggml.add_%s_token is true, but there is no such token: give %s as 0 to %,d".formatted(role,
                        key, tokens - 1));
    }

    private void most(String name, long limit) {
        number(name).ifPresent(
                value -> check(value <= limit, "%s is %,d: give at most %,d".formatted(key(name), value, limit)));
    }

    private OptionalLong number(String name) {
        return file.whole(key(name));
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    private void check(boolean holds, String sentence) {
        if (!holds) broken.add(sentence);
    }
}

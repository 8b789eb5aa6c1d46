package dev.panallama;

import static dev.panallama.TinyLayers.BUCKETS;
import static dev.panallama.TinyLayers.EXPERTS;
import static dev.panallama.TinyLayers.FEED_FORWARD;
import static dev.panallama.TinyLayers.HEADS;
import static dev.panallama.TinyLayers.STATE;
import static dev.panallama.TinyLayers.TIME_STEP_RANK;
import static dev.panallama.TinyLayers.WIDTH;
import static dev.panallama.TinyLayers.attention;
import static dev.panallama.TinyLayers.basics;
import static dev.panallama.TinyLayers.biased;
import static dev.panallama.TinyLayers.feedForward;
import static dev.panallama.TinyLayers.gated;
import static dev.panallama.TinyLayers.layerNorm;
import static dev.panallama.TinyLayers.projections;
import static dev.panallama.TinyLayers.recurrent;
import static dev.panallama.TinyLayers.sliding;
import static dev.panallama.TinyLayers.stateSpace;
import static dev.panallama.TinyLayers.transformer;

import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.GgufWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Models of random weights, one of each kind of memory, written when a test first asks for them. llama.cpp loads
/// each in milliseconds and computes thousands of tokens a second; their text means nothing, but is always the same.
///
/// All have an embedding of 64 and 4 heads. The files lie in `target/tiny-models` of the module under test.
public final class TinyModels {
    private static final Map<String, Path> WRITTEN = new ConcurrentHashMap<>();

    private TinyModels() {}

    /// Returns a llama: 3 layers, 2 key-value heads of 32, rotated positions, a context of 1024, SentencePiece's
    /// vocabulary with ChatML's tokens and template.
    public static Path llama() {
        return written("llama", () -> {
            TinyWeights it = transformer("llama", TinyVocabulary.sentencePiece(), 3, 2, 32).output(WIDTH);
            for (int i = 0; i < 3; i++) {
                attention(it, "blk.%d.".formatted(i), 2, 32);
                feedForward(it, "blk.%d.".formatted(i));
            }
            return it;
        });
    }

    /// Returns a llama like [#llama] with another vocabulary: of RWKV, PLaMo 2, Gemma 4, BERT, T5 or GPT-2.
    public static Path llamaOf(String vocabulary) {
        return written("llama-" + vocabulary, () -> {
            TinyWeights it = transformer("llama", switch (vocabulary) {
                case "rwkv" -> TinyVocabulary.escapedBytes();
                case "plamo2" -> TinyVocabulary.characterUnigrams();
                case "gemma4" -> TinyVocabulary.characterPairs();
                case "bert" -> TinyVocabulary.wordPieces();
                case "t5" -> TinyVocabulary.unigrams();
                default -> TinyVocabulary.bytePairs();
            }, 1, 2, 32).output(WIDTH);
            attention(it, "blk.0.", 2, 32);
            feedForward(it, "blk.0.");
            return it;
        });
    }

    /// Returns a llama of 1 layer: its keys depend on a token and its position alone, and so a shifted cache is what a fresh
    /// one would be.
    public static Path oneLayer() {
        return written("one-layer", () -> {
            TinyWeights it = transformer("llama", TinyVocabulary.sentencePiece(), 1, 2, 32).output(WIDTH);
            attention(it, "blk.0.", 2, 32);
            feedForward(it, "blk.0.");
            return it;
        });
    }

    /// Returns a llama whose rows are wide enough for blocks of 256: 3 layers, the second in half precision.
    public static Path wide() {
        return wide("wide", 3);
    }

    /// Returns a llama like [#wide] of 1 layer, for types that take long to find.
    public static Path wideLayer() {
        return wide("wide-layer", 1);
    }

    private static Path wide(String name, int layers) {
        return written(name, () -> {
            int width = 256;
            TinyWeights it = new TinyWeights("llama", TinyVocabulary.sentencePiece())
                    .set("block_count", layers)
                    .set("context_length", 1024)
                    .set("embedding_length", width)
                    .set("feed_forward_length", width)
                    .set("attention.head_count", HEADS)
                    .set("attention.head_count_kv", 1)
                    .set("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5))
                    .set("rope.dimension_count", width / HEADS)
                    .embedding(width, 1)
                    .norm("output_norm", width)
                    .output(width);
            for (int i = 0; i < layers; i++) {
                String block = "blk.%d.".formatted(i);
                it.half(i == 1).norm(block + "attn_norm", width).norm(block + "ffn_norm", width);
                for (String part : List.of("attn_q", "attn_output", "ffn_gate", "ffn_up", "ffn_down"))
                    it.matrix(block + part, width, width);
                it.matrix(block + "attn_k", width, width / HEADS).matrix(block + "attn_v", width, width / HEADS);
            }
            return it;
        });
    }

    /// Returns a llama of 2 layers with 4 experts, of which 2 are used.
    public static Path mixtureOfExperts() {
        return written("experts", () -> {
            TinyWeights it = transformer("llama", TinyVocabulary.sentencePiece(), 2, 2, 16)
                    .name("tiny experts")
                    .set("expert_count", EXPERTS)
                    .set("expert_used_count", 2)
                    .output(WIDTH);
            for (int i = 0; i < 2; i++) {
                String block = "blk.%d.".formatted(i);
                attention(it, block, 2, 16);
                it.norm(block + "ffn_norm", WIDTH)
                        .matrix(block + "ffn_gate_inp", WIDTH, EXPERTS)
                        .experts(block + "ffn_gate_exps", WIDTH, FEED_FORWARD, EXPERTS)
                        .experts(block + "ffn_up_exps", WIDTH, FEED_FORWARD, EXPERTS)
                        .experts(block + "ffn_down_exps", FEED_FORWARD, WIDTH, EXPERTS);
            }
            return it;
        });
    }

    /// Returns a gemma 3: 4 layers, every second with a sliding window of 32 tokens.
    public static Path gemma3() {
        return written("gemma3", () -> {
            TinyWeights it = sliding(transformer("gemma3", TinyVocabulary.sentencePiece(), 4, 2, 16)).output(WIDTH);
            for (int i = 0; i < 4; i++) {
                String block = "blk.%d.".formatted(i);
                attention(it, block, 2, 16);
                it.norm(block + "attn_q_norm", 16)
                        .norm(block + "attn_k_norm", 16)
                        .norm(block + "post_attention_norm", WIDTH)
                        .norm(block + "post_ffw_norm", WIDTH);
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns an OLMo 2, much like a llama: 4 layers, every second with a sliding window of 32 tokens.
    public static Path olmo2() {
        return written("olmo2", () -> {
            TinyWeights it = sliding(transformer("olmo2", TinyVocabulary.sentencePiece(), 4, 2, 16)).output(WIDTH);
            for (int i = 0; i < 4; i++) {
                String block = "blk.%d.".formatted(i);
                projections(it, block + "attn_", "output", 2 * 16, HEADS * 16);
                it.norm(block + "attn_q_norm", WIDTH)
                        .norm(block + "attn_k_norm", 2 * 16)
                        .norm(block + "post_attention_norm", WIDTH)
                        .norm(block + "post_ffw_norm", WIDTH);
                gated(it, block);
            }
            return it;
        });
    }

    /// Returns a GPT-2: 2 layers, a table of 256 positions that no token can be beyond, byte pairs.
    public static Path gpt2() {
        return written("gpt2", () -> {
            TinyWeights it = basics("gpt2", TinyVocabulary.bytePairs(), 2, 256)
                    .set("feed_forward_length", FEED_FORWARD)
                    .set("attention.head_count", HEADS)
                    .set("attention.layer_norm_epsilon", GgufValue.float32(1e-5))
                    .table("position_embd", WIDTH, 256, 0.3)
                    .norm("output_norm", WIDTH)
                    .bias("output_norm", WIDTH)
                    .output(WIDTH);
            for (int i = 0; i < 2; i++) {
                String block = "blk.%d.".formatted(i);
                layerNorm(it, block + "attn_norm");
                biased(it, block + "attn_qkv", WIDTH, 3 * WIDTH);
                biased(it, block + "attn_output", WIDTH, WIDTH);
                layerNorm(it, block + "ffn_norm");
                biased(it, block + "ffn_up", WIDTH, FEED_FORWARD);
                biased(it, block + "ffn_down", FEED_FORWARD, WIDTH);
            }
            return it;
        });
    }

    /// Returns a mamba: 2 layers, all recurrent, so that nothing can be forgotten but all.
    public static Path mamba() {
        return written("mamba", () -> {
            TinyWeights it = recurrent(basics("mamba", TinyVocabulary.sentencePiece(), 2, 1024))
                    .set("feed_forward_length", 0)
                    .set("attention.head_count", 0)
                    .norm("output_norm", WIDTH)
                    .output(WIDTH);
            for (int i = 0; i < 2; i++) {
                it.norm("blk.%d.attn_norm".formatted(i), WIDTH);
                stateSpace(it, "blk.%d.".formatted(i));
            }
            return it;
        });
    }

    /// Returns a jamba: 4 layers, every second recurrent, the others attention without positions.
    public static Path jamba() {
        return written("jamba", () -> {
            TinyWeights it = recurrent(basics("jamba", TinyVocabulary.sentencePiece(), 4, 1024))
                    .set("feed_forward_length", FEED_FORWARD)
                    .set("attention.head_count", HEADS)
                    .set("attention.head_count_kv", new GgufValue.Array(GgufType.UINT32, List.of(0L, 2L, 0L, 2L)))
                    .norm("output_norm", WIDTH)
                    .output(WIDTH);
            for (int i = 0; i < 4; i++) {
                String block = "blk.%d.".formatted(i);
                if (i % 2 == 1) {
                    attention(it, block, 2, 16);
                } else {
                    it.norm(block + "attn_norm", WIDTH);
                    stateSpace(it, block);
                    it.norm(block + "ssm_dt_norm", TIME_STEP_RANK)
                            .norm(block + "ssm_b_norm", STATE)
                            .norm(block + "ssm_c_norm", STATE);
                }
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns a T5: an encoder and a decoder of 2 layers each, which starts with token 0; unigrams.
    public static Path t5() {
        return written("t5", () -> {
            TinyWeights it = basics("t5", TinyVocabulary.unigrams(), 2, 256)
                    .set("feed_forward_length", FEED_FORWARD)
                    .set("attention.head_count", HEADS)
                    .set("attention.key_length", WIDTH / HEADS)
                    .set("attention.value_length", WIDTH / HEADS)
                    .set("attention.relative_buckets_count", BUCKETS)
                    .set("attention.layer_norm_epsilon", GgufValue.float32(1e-6))
                    .set("attention.layer_norm_rms_epsilon", GgufValue.float32(1e-6))
                    .set("decoder_start_token_id", 0)
                    .norm("enc.output_norm", WIDTH)
                    .norm("dec.output_norm", WIDTH)
                    .output(WIDTH);
            for (int i = 0; i < 2; i++) {
                for (String half : List.of("enc.blk.%d.", "dec.blk.%d.")) {
                    String block = half.formatted(i);
                    it.norm(block + "attn_norm", WIDTH).table(block + "attn_rel_b", HEADS, BUCKETS, 0.5);
                    projections(it, block + "attn_", "o", WIDTH, WIDTH);
                    it.norm(block + "ffn_norm", WIDTH)
                            .matrix(block + "ffn_up", WIDTH, FEED_FORWARD)
                            .matrix(block + "ffn_down", FEED_FORWARD, WIDTH);
                }
                it.norm("dec.blk.%d.cross_attn_norm".formatted(i), WIDTH);
                projections(it, "dec.blk.%d.cross_attn_".formatted(i), "o", WIDTH, WIDTH);
            }
            return it;
        });
    }

    /// Returns a BERT: an encoder of 2 layers with a table of 256 positions, pooling by mean; word pieces.
    public static Path bert() {
        return written("bert", () -> bert(1));
    }

    /// Returns a BERT with a rank head: a layer, `tanh`, and one output.
    public static Path bertRanker() {
        return written("bert-ranker", () -> {
            TinyWeights it = bert(4);
            biased(it, "cls", WIDTH, WIDTH);
            biased(it, "cls.output", WIDTH, 1);
            return it;
        });
    }

    /// Returns a BERT that classifies: three outputs with labels, straight from the first token.
    public static Path bertClassifier() {
        return written("bert-classifier", () -> {
            TinyWeights it = bert(4)
                    .set("classifier.output_labels", GgufValue.texts(List.of("good", "middling", "bad")));
            biased(it, "cls.output", WIDTH, 3);
            return it;
        });
    }

    /// Returns a BERT whose head ends with its first layer: of 64 numbers the first is the score.
    public static Path bertBareHead() {
        return written("bert-bare-head", () -> {
            TinyWeights it = bert(4);
            biased(it, "cls", WIDTH, WIDTH);
            return it;
        });
    }

    /// Returns a BERT of which the file says that it ranks, though it has no head.
    public static Path bertHeadless() {
        return written("bert-headless", () -> bert(4));
    }

    /// Returns a BERT whose file names a pooling that there is not.
    public static Path bertOfUnknownPooling() {
        return written("bert-unknown-pooling", () -> bert(99));
    }

    /// Returns a BERT that takes numbers of tokens, not text.
    public static Path bertWithoutVocabulary() {
        return written("bert-without-vocabulary", () -> bert(1).withoutVocabulary());
    }

    private static TinyWeights bert(int pooling) {
        TinyWeights it = basics("bert", TinyVocabulary.wordPieces(), 2, 256)
                .set("feed_forward_length", FEED_FORWARD)
                .set("attention.head_count", HEADS)
                .set("attention.layer_norm_epsilon", GgufValue.float32(1e-5))
                .set("attention.causal", GgufValue.flag(false))
                .set("pooling_type", pooling)
                .table("position_embd", WIDTH, 256, 0.3)
                .table("token_types", WIDTH, 2, 0.1);
        layerNorm(it, "token_embd_norm");
        for (int i = 0; i < 2; i++) {
            String block = "blk.%d.".formatted(i);
            for (String part : List.of("q", "k", "v", "output")) biased(it, block + "attn_" + part, WIDTH, WIDTH);
            layerNorm(it, block + "attn_output_norm");
            biased(it, block + "ffn_up", WIDTH, FEED_FORWARD);
            biased(it, block + "ffn_down", FEED_FORWARD, WIDTH);
            layerNorm(it, block + "layer_output_norm");
        }
        return it;
    }

    /// Returns a Qwen 2: 2 layers, biases at queries, keys and values; byte pairs.
    public static Path qwen2() {
        return written("qwen2", () -> {
            TinyWeights it = transformer("qwen2", TinyVocabulary.bytePairs(), 2, 2, 16).output(WIDTH);
            for (int i = 0; i < 2; i++) {
                String block = "blk.%d.".formatted(i);
                attention(it, block, 2, 16);
                it.bias(block + "attn_q", WIDTH).bias(block + "attn_k", 2 * 16).bias(block + "attn_v", 2 * 16);
                feedForward(it, block);
            }
            return it;
        });
    }

    /// Returns a Qwen 3 of 2 layers that embeds by the last token.
    public static Path qwen3Embedder() {
        return written("qwen3-embedder", () -> qwen3(3));
    }

    /// Returns a Qwen 3 of 2 layers with a rank head that answers yes or no.
    public static Path qwen3Ranker() {
        return written("qwen3-ranker", () -> qwen3(4)
                .set("classifier.output_labels", GgufValue.texts(List.of("yes", "no")))
                .matrix("cls.output", WIDTH, 2));
    }

    private static TinyWeights qwen3(int pooling) {
        TinyWeights it = transformer("qwen3", TinyVocabulary.sentencePiece(), 2, 2, 16)
                .set("pooling_type", pooling)
                .output(WIDTH);
        for (int i = 0; i < 2; i++) {
            String block = "blk.%d.".formatted(i);
            attention(it, block, 2, 16);
            it.norm(block + "attn_q_norm", 16).norm(block + "attn_k_norm", 16);
            feedForward(it, block);
        }
        return it;
    }

    /// Writes a copy of a model with another value in its metadata.
    public static void withMetadata(Path model, Path to, String key, GgufValue value) throws IOException {
        GgufWriter.copyOf(model).put(key, value).write(to);
    }

    /// Writes a model once per process. A file of an older build is replaced; the same one stays as it is, as other processes use it.
    static Path written(String name, Supplier<TinyWeights> weights) {
        return WRITTEN.computeIfAbsent(name, _ -> {
            try {
                Path folder = Files.createDirectories(Path.of("target", "tiny-models"));
                Path file = folder.resolve(name + ".gguf").toAbsolutePath();
                Path fresh = Files.createTempFile(folder, name, ".part");
                weights.get().writer().write(fresh);
                if (Files.exists(file) && Files.mismatch(fresh, file) < 0) Files.delete(fresh);
                else Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
                return file;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }
}

package dev.panallama.fuzz;

import dev.panallama.fuzz.GgufPieces.Entry;
import dev.panallama.fuzz.GgufPieces.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Makes something wrong in a GGUF file, the same for the same seed.
final class GgufMutations {
    private static final List<String> NUMBERS = List
            .of(("vocab_size context_length embedding_length embedding_length_out "
                    + "block_count leading_dense_block_count feed_forward_length expert_feed_forward_length "
                    + "use_parallel_residual expert_count expert_used_count expert_shared_count expert_group_count "
                    + "expert_group_used_count expert_weights_norm expert_gating_func moe_every_n_layers nextn_predict_layers "
                    + "pooling_type decoder_start_token_id decoder_block_count interleave_moe_layer_step "
                    + "full_attention_interval attention.head_count attention.head_count_kv attention.key_length "
                    + "attention.value_length attention.causal attention.q_lora_rank attention.kv_lora_rank "
                    + "attention.relative_buckets_count attention.sliding_window attention.sliding_window_pattern "
                    + "attention.temperature_length attention.key_length_mla attention.value_length_mla attention.key_length_swa "
                    + "attention.value_length_swa attention.shared_kv_layers attention.recurrent_layers rope.dimension_count "
                    + "rope.dimension_count_swa rope.dimension_sections rope.scaling.original_context_length "
                    + "rope.scaling.finetuned ssm.conv_kernel ssm.inner_size ssm.state_size ssm.time_step_rank ssm.group_count "
                    + "ssm.dt_b_c_rms wkv.head_size shortconv.l_cache token_shift_count attention.group_norm_groups")
                    .split(" "));
    private static final List<String> REALS = List.of(("expert_weights_scale logit_scale attn_logit_softcapping "
            + "final_logit_softcapping residual_scale embedding_scale attention.max_alibi_bias attention.clamp_kqv "
            + "attention.layer_norm_epsilon attention.layer_norm_rms_epsilon attention.group_norm_epsilon "
            + "attention.scale rope.freq_base rope.freq_base_swa rope.scale_linear rope.scaling.factor "
            + "rope.scaling.alpha rope.scaling.attn_factor rope.scaling.yarn_log_multiplier "
            + "rope.scaling.yarn_ext_factor rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow").split(" "));
    private static final List<String> TOKENIZER = List.of(("bos_token_id eos_token_id eot_token_id eom_token_id "
            + "unknown_token_id seperator_token_id padding_token_id cls_token_id mask_token_id add_bos_token "
            + "add_eos_token add_sep_token add_space_prefix remove_extra_whitespaces token_type_count fim_pre_token_id "
            + "fim_suf_token_id normalizer.lowercase").split(" "));
    private static final List<String> TEXTS = List.of("", "none", "linear", "yarn", "longrope", "llama", "gpt2", "bert",
            "t5",
            "rwkv", "plamo2", "no_vocab", "gemma4", "whitespace", "default", "llama-bpe", "gpt-2", "tekken", "falcon",
            "qwen2", "gemma3", "mamba", "phi-3", "jina-v2-de", "a\0b", "{{", "\u00ff\u00fe", "x".repeat(5000));
    private static final long[] WHOLES = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 255,
        256,
        257, 511, 512, 513, 1023, 1024, 1025, 4096, 65535, 65536, 1 << 20, 1 << 24, (1 << 24) + 1, 1 << 30,
        Integer.MAX_VALUE, Integer.MAX_VALUE - 1L, 1L << 31, 0xffff_ffffL, 0xffff_fffeL, 1L << 32, Long.MAX_VALUE,
        Long.MIN_VALUE, -1, -2, 99};
    private static final double[] FLOATS = {0, -0.0, 1, -1, 0.5, 2, 1e-5, 1e-30, 1e-45, 1e30, 3.4e38, -3.4e38,
        Double.NaN,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 8, 10_000, 1e6, 100, 50};

    private final Random random;
    private final GgufPieces pieces;
    private final List<String> done = new ArrayList<>();

    GgufMutations(GgufPieces pieces, Random random) {
        this.pieces = pieces;
        this.random = random;
    }

    /// Changes something, and returns what, in a few words.
    String change() {
        mutate();
        return String.join(", ", done);
    }

    /// Damages the bytes that were written.
    byte[] damaged(byte[] bytes) {
        return switch (random.nextInt(5)) {
            case 0, 1, 2 -> flipped(bytes);
            case 3 -> withWord(bytes);
            default -> cut(bytes);
        };
    }

    private void mutate() {
        switch (random.nextInt(23)) {
            case 22 -> shadow(entry());
            case 0, 1, 2, 3, 4 -> number(entry());
            case 5 -> remove();
            case 6 -> retype(entry());
            case 7, 8 -> added();
            case 9 -> text(entry());
            case 10, 11, 12 -> array();
            case 13 -> perLayer();
            case 14, 15 -> tensorType();
            case 16 -> tensorShape();
            case 17 -> tensorName();
            case 18, 19 -> dimension();
            case 20 -> data();
            default -> count();
        }
    }

    /// Puts another entry before one, whose key is the same for C.
    private void shadow(Entry it) {
        Entry other = new Entry(it.key + "\0", it.type, it.elementType, List.copyOf(it.elements));
        pieces.entries.addFirst(other);
        number(other);
        note("%s twice", it.key);
    }

    private Entry entry() {
        return pieces.entries.get(random.nextInt(pieces.entries.size()));
    }

    private void note(String what, Object... values) {
        done.add(what.formatted(values));
    }

    private long whole(long had) {
        return switch (random.nextInt(8)) {
            case 0 -> had + 1;
            case 1 -> had - 1;
            case 2 -> had * 2;
            case 3 -> had / 2;
            default -> WHOLES[random.nextInt(WHOLES.length)];
        };
    }

    private void number(Entry it) {
        if (it.isArray() || it.type == GgufPieces.STRING) {
            it = entry();
            if (it.isArray() || it.type == GgufPieces.STRING) return;
        }
        boolean real = it.type == GgufPieces.FLOAT32 || it.type == 12;
        long had = GgufPieces.number(it.elements.getFirst());
        byte[] value = real
                ? GgufPieces.real(FLOATS[random.nextInt(FLOATS.length)], it.type)
                : GgufPieces.number(whole(had), it.type);
        it.elements = List.of(value);
        note("%s = %s", it.key, real ? Arrays.toString(value) : GgufPieces.number(value));
    }

    private void remove() {
        Entry it = pieces.entries.remove(random.nextInt(pieces.entries.size()));
        note("without %s", it.key);
        if (pieces.entries.isEmpty()) pieces.entries.add(it);
    }

    private void retype(Entry it) {
        int type = random.nextInt(14);
        note("%s as %d", it.key, type);
        if (it.isArray()) {
            if (type == GgufPieces.STRING || it.elementType == GgufPieces.STRING)
                it.elements = new ArrayList<>(Collections.nCopies(Math.min(it.elements.size(), 1000), new byte[]{65}));
            it.elements = resized(it.elements, type);
            it.elementType = type;
        } else {
            it.elements = type == GgufPieces.STRING ? List.of(new byte[]{65}) : resized(it.elements, type);
            it.type = type;
            if (type == GgufPieces.ARRAY) it.elementType = GgufPieces.UINT32;
        }
    }

    private static List<byte[]> resized(List<byte[]> elements, int type) {
        if (type == GgufPieces.STRING) return elements;
        int size = GgufPieces.number(0, type == GgufPieces.ARRAY ? 4 : type).length;
        var resized = new ArrayList<byte[]>();
        for (byte[] it : elements) resized.add(Arrays.copyOf(it, size));
        return resized;
    }

    /// Adds or replaces a number that some architecture reads.
    private void added() {
        String architecture = pieces.entry("general.architecture").map(Entry::text).orElse("llama");
        int kind = random.nextInt(10);
        if (kind < 6) put(architecture + "." + any(NUMBERS), kind == 0 ? GgufPieces.BOOL : GgufPieces.UINT32);
        else if (kind < 8) putReal(architecture + "." + any(REALS));
        else put("tokenizer.ggml." + any(TOKENIZER), random.nextBoolean() ? GgufPieces.BOOL : GgufPieces.UINT32);
    }

    private void put(String key, int type) {
        long value = type == GgufPieces.BOOL ? random.nextInt(2) : whole(random.nextInt(70));
        pieces.entries.removeIf(it -> it.key.equals(key));
        pieces.entries.add(new Entry(key, type, type, List.of(GgufPieces.number(value, type))));
        note("%s := %d", key, value);
    }

    private void putReal(String key) {
        double value = FLOATS[random.nextInt(FLOATS.length)];
        pieces.entries.removeIf(it -> it.key.equals(key));
        pieces.entries.add(new Entry(key, GgufPieces.FLOAT32, GgufPieces.FLOAT32,
                List.of(GgufPieces.real(value, GgufPieces.FLOAT32))));
        note("%s := %s", key, value);
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private void text(Entry it) {
        for (int i = 0; i < 10 && (it.type != GgufPieces.STRING || it.key.equals("general.architecture")); i++)
            it = entry();
        if (random.nextInt(6) == 0) it = pieces.entry("tokenizer.ggml.model").orElse(it);
        if (random.nextInt(6) == 0) {
            String key = pieces.entry("general.architecture").map(Entry::text).orElse("llama") + ".rope.scaling.type";
            it = new Entry(key, GgufPieces.STRING, GgufPieces.STRING, List.of(new byte[0]));
            pieces.entries.add(it);
        }
        if (it.type != GgufPieces.STRING) return;
        String text = any(TEXTS);
        it.elements = List.of(text.getBytes(StandardCharsets.UTF_8));
        note("%s = %.30s", it.key, text);
    }

    private void array() {
        List<Entry> arrays = pieces.entries.stream().filter(it -> it.isArray() && !it.elements.isEmpty()).toList();
        if (arrays.isEmpty()) return;
        Entry it = arrays.get(random.nextInt(arrays.size()));
        var elements = new ArrayList<>(it.elements);
        int at = random.nextInt(elements.size());
        int other = random.nextInt(elements.size());
        int what = random.nextInt(9);
        switch (what) {
            case 0 -> elements.set(at, elements.get(other));
            case 1 -> elements.remove(at);
            case 2 -> elements.add(at, elements.get(other));
            case 3 -> elements.subList(Math.min(at, other), Math.max(at, other)).clear();
            case 4 -> Collections.swap(elements, at, other);
            case 5 -> elements.clear();
            default -> elements.set(at, element(it, elements.get(at)));
        }
        it.elements = elements;
        note("%s[%d] %d", it.key, at, what);
    }

    private byte[] element(Entry it, byte[] had) {
        if (it.elementType == GgufPieces.STRING) return token(had);
        if (it.elementType == GgufPieces.FLOAT32)
            return GgufPieces.real(FLOATS[random.nextInt(FLOATS.length)], GgufPieces.FLOAT32);
        if (it.key.endsWith("token_type")) return GgufPieces.number(random.nextInt(9), it.elementType);
        return GgufPieces.number(whole(GgufPieces.number(had)), it.elementType);
    }

    private byte[] token(byte[] had) {
        return switch (random.nextInt(9)) {
            case 0 -> new byte[0];
            case 1 -> new byte[]{0};
            case 2 -> Arrays.copyOf(had, had.length + 1);
            case 3 -> Arrays.copyOf(had, had.length / 2);
            case 4 -> ("[EMPTY_%d]".formatted(random.nextInt(300))).getBytes(StandardCharsets.US_ASCII);
            case 5 -> "é".repeat(random.nextInt(3000)).getBytes(StandardCharsets.UTF_8);
            case 6 -> new byte[]{(byte) random.nextInt(), (byte) random.nextInt()};
            case 7 -> "<0x%02X>".formatted(random.nextInt(256)).getBytes(StandardCharsets.US_ASCII);
            default -> {
                byte[] changed = had.clone();
                if (changed.length > 0) changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
        };
    }

    /// Gives each layer a number of its own.
    private void perLayer() {
        String architecture = pieces.entry("general.architecture").map(Entry::text).orElse("llama");
        int layers = pieces.entry(architecture + ".block_count")
                .map(it -> (int) GgufPieces.number(it.elements.getFirst()))
                .filter(it -> it >= 0 && it < 600)
                .orElse(2);
        String key = architecture + "."
                + any(List.of("attention.head_count", "attention.head_count_kv", "feed_forward_length",
                        "expert_used_count", "attention.sliding_window_pattern", "rope.dimension_sections"));
        long had = pieces.entry(key).map(it -> GgufPieces.number(it.elements.getFirst())).orElse(2L);
        int type = random.nextInt(4) == 0 ? GgufPieces.UINT32 : GgufPieces.INT32;
        var elements = new ArrayList<byte[]>();
        for (int i = 0; i < layers; i++)
            elements.add(GgufPieces.number(random.nextInt(3) > 0 ? had : whole(had), type));
        if (random.nextInt(8) == 0) elements.add(GgufPieces.number(had, type));
        pieces.entries.removeIf(it -> it.key.equals(key));
        pieces.entries.add(new Entry(key, GgufPieces.ARRAY, type, elements));
        note("%s per layer", key);
    }

    private Tensor tensor() {
        return pieces.tensors.get(random.nextInt(pieces.tensors.size()));
    }

    private void tensorType() {
        if (pieces.tensors.isEmpty()) return;
        Tensor it = tensor();
        it.type = random.nextInt(4) == 0
                ? random.nextInt(45)
                : new int[]{0, 1, 30, 24, 25, 26, 27, 28, 8, 9, 2}[random
                        .nextInt(11)];
        note("%s of type %d", it.name, it.type);
        if (random.nextInt(6) == 0) for (Tensor each : pieces.tensors) each.type = it.type;
    }

    private void tensorShape() {
        if (pieces.tensors.isEmpty()) return;
        Tensor it = tensor();
        var shape = new ArrayList<>(it.shape);
        int at = shape.isEmpty() ? 0 : random.nextInt(shape.size());
        switch (random.nextInt(6)) {
            case 0 -> Collections.reverse(shape);
            case 1 -> shape.add(1L);
            case 2 -> shape.add(2L);
            case 3 -> {
                if (!shape.isEmpty()) shape.remove(at);
            }
            default -> {
                if (!shape.isEmpty()) shape.set(at, whole(shape.get(at)));
            }
        }
        it.shape = shape;
        note("%s %s", it.name, shape);
    }

    private void tensorName() {
        if (pieces.tensors.isEmpty()) return;
        Tensor it = tensor();
        Tensor other = tensor();
        String had = it.name;
        switch (random.nextInt(5)) {
            case 0 -> pieces.tensors.remove(it);
            case 1 -> it.name = other.name;
            case 2 -> {
                it.name = other.name;
                other.name = had;
            }
            case 3 -> pieces.tensors.add(new Tensor(any(List.of("rope_freqs.weight", "output.weight", "output.bias",
                    "blk.0.attn_q.bias", "blk.0.attn_qkv.weight", "rope_factors_long.weight", "blk.0.ffn_up.bias",
                    "cls.weight", "position_embd.weight", "token_types.weight", "blk.0.attn_q.scale")), it.type,
                    it.shape,
                    it.data));
            default -> it.name = had.replace("weight", "bias");
        }
        note("%s named %s", had, it.name);
    }

    /// Changes a length wherever it is: in the shapes of tensors and, as a rule, in the metadata.
    private void dimension() {
        if (pieces.tensors.isEmpty()) return;
        Tensor it = tensor();
        if (it.shape.isEmpty()) return;
        long had = it.shape.get(random.nextInt(it.shape.size()));
        long value = Math.min(whole(had), 4096);
        if (value < 0) value = 0;
        for (Tensor each : pieces.tensors) {
            var shape = new ArrayList<>(each.shape);
            Collections.replaceAll(shape, had, value);
            each.shape = shape;
        }
        if (random.nextInt(4) > 0)
            for (Entry each : pieces.entries)
                if (!each.isArray() && each.type == GgufPieces.UINT32
                        && GgufPieces.number(each.elements.getFirst()) == had)
                    each.elements = List.of(GgufPieces.number(value, GgufPieces.UINT32));
        note("every %d is %d", had, value);
    }

    private void data() {
        if (pieces.tensors.isEmpty()) return;
        boolean all = random.nextInt(3) == 0;
        Tensor one = tensor();
        int kind = random.nextInt(3);
        for (Tensor it : all ? pieces.tensors : List.of(one)) {
            it.data = it.data.clone();
            if (kind == 0) random.nextBytes(it.data);
            else if (kind == 1) Arrays.fill(it.data, (byte) 0xff);
            else if (it.data.length > 4) it.data[random.nextInt(it.data.length)] = (byte) 0xff;
        }
        note("data %d of %s", kind, all ? "all" : one.name);
    }

    private void count() {
        switch (random.nextInt(5)) {
            case 0 -> pieces.version = random.nextInt(5);
            case 1 -> pieces.tensorsMore = WHOLES[random.nextInt(WHOLES.length)];
            case 2 -> pieces.entriesMore = random.nextInt(3) - 1L;
            default -> {
                pieces.alignment = 1 << random.nextInt(13);
                pieces.entries.add(new Entry("general.alignment", GgufPieces.UINT32, GgufPieces.UINT32,
                        List.of(GgufPieces.number(pieces.alignment, GgufPieces.UINT32))));
            }
        }
        note("counts %d %d %d, alignment %d", pieces.version, pieces.tensorsMore, pieces.entriesMore, pieces.alignment);
    }

    private byte[] flipped(byte[] bytes) {
        int header = Math.min(bytes.length, pieces.headerBytes());
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(header);
            bytes[at] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : random.nextInt(256));
            note("byte %d", at);
        }
        return bytes;
    }

    private byte[] withWord(byte[] bytes) {
        int at = random.nextInt(Math.max(1, Math.min(bytes.length, pieces.headerBytes()) - 8));
        byte[] word = GgufPieces.number(WHOLES[random.nextInt(WHOLES.length)], random.nextBoolean() ? 4 : 10);
        System.arraycopy(word, 0, bytes, at, word.length);
        note("word at %d", at);
        return bytes;
    }

    private byte[] cut(byte[] bytes) {
        int length = random.nextInt(bytes.length);
        note("cut at %d", length);
        return Arrays.copyOf(bytes, length);
    }
}

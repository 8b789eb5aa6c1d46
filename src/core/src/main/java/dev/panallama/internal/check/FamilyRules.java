package dev.panallama.internal.check;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.internal.check.Family.Trait;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The numbers of an architecture that has been fuzzed: what breaks a rule here makes llama.cpp break off when it loads,
/// makes a context or computes.
final class FamilyRules {
    private static final long MOST_CONTEXT = 1 << 24;
    private static final long MOST_WIDTH = 1 << 20;

    private final Family family;
    private final Values values;
    private final Findings findings;

    FamilyRules(Family family, Values values, Findings findings) {
        this.family = family;
        this.values = values;
        this.findings = findings;
    }

    void check(List<Gguf> parts) {
        lengths();
        if (family.has(Trait.RECURRENT)) state();
        else new HeadRules(family, values, findings).check();
        reals();
        types();
        window();
        if (family == Family.T5) encoderAndDecoder(parts);
        if (family == Family.PHI3) projections(parts);
        if (family == Family.OLMO2) separate(parts);
    }

    private void lengths() {
        within("context_length", 1, MOST_CONTEXT);
        within("embedding_length", 1, MOST_WIDTH);
        PerLayer forward = values.perLayer("feed_forward_length", PerLayer.same(1));
        if (forward.least() < 1 && !family.has(Trait.RECURRENT))
            findings.fault("%s is 0: it has to be the width of the feed-forward tensors",
                    values.key("feed_forward_length"));
        sameInAllLayers("feed_forward_length", forward);
        sameInAllLayers("expert_feed_forward_length", values.perLayer("expert_feed_forward_length", PerLayer.same(0)));
        sameInAllLayers("expert_used_count", values.perLayer("expert_used_count", PerLayer.same(0)));
        long width = values.whole("embedding_length", 0);
        long out = values.whole("embedding_length_out", 0);
        if (out != 0 && out != width)
            findings.fault("%s is %,d: it has to be 0 or the embedding's %,d", values.key("embedding_length_out"), out,
                    width);
    }

    private void sameInAllLayers(String name, PerLayer numbers) {
        if (numbers.varies())
            findings.doubt("%s differs from layer to layer, as in no %s that has been fuzzed", values.key(name),
                    values.architecture());
    }

    private void within(String name, long least, long most) {
        if (!values.has(name)) return; // llama.cpp reports that
        long value = values.whole(name, least);
        if (value < least || value > most)
            findings.fault("%s is %,d: llama.cpp computes with %,d to %,d", values.key(name), value, least, most);
    }

    private void state() {
        within("ssm.conv_kernel", 2, MOST_WIDTH);
        within("ssm.inner_size", 1, MOST_WIDTH);
        within("ssm.state_size", 1, MOST_WIDTH);
        within("ssm.time_step_rank", 1, MOST_WIDTH);
        for (String name : List.of("attention.head_count", "attention.head_count_kv"))
            if (values.perLayer(name, PerLayer.same(0)).most() > 0)
                findings.fault("%s is not 0, and a %s has no heads: set it to 0", values.key(name),
                        values.architecture());
    }

    /// Every real number is one, whether or not this architecture reads it.
    private void reals() {
        String prefix = values.key("");
        for (Map.Entry<String, GgufValue> it : values.metadata().entrySet())
            if (it.getValue() instanceof GgufValue.Real(GgufType type, double number) && type == GgufType.FLOAT32
                    && it.getKey().startsWith(prefix))
                real(it.getKey(), number);
        for (String name : List.of("rope.freq_base", "rope.scaling.factor", "rope.scale_linear",
                "rope.scaling.attn_factor", "attention.layer_norm_epsilon", "attention.layer_norm_rms_epsilon"))
            values.real(name, 1);
    }

    private void real(String key, double number) {
        if (!Double.isFinite(number)) findings.fault("%s is %s: it has to be a finite number", key, number);
        else
            if (number < 0
                    && (key.endsWith("epsilon") || key.endsWith("scaling.factor") || key.endsWith("scale_linear")))
                findings.fault("%s is %s: it has to be 0 or more", key, number);
            else
                if (number <= 0 && key.contains("rope.freq_base"))
                    findings.fault("%s is %s: it has to be more than 0", key, number);
    }

    /// Values that decide nothing here, but have to be of the type that llama.cpp reads.
    private void types() {
        for (String name : List.of("pooling_type", "rope.scaling.original_context_length")) values.whole(name, 0);
        for (String name : List.of("attention.causal", "rope.scaling.finetuned"))
            values.flagAt(values.key(name), false);
    }

    private void window() {
        long window = values.whole("attention.sliding_window", 0);
        if (window > MOST_CONTEXT)
            findings.fault("%s is %,d: llama.cpp computes with %,d at most", values.key("attention.sliding_window"),
                    window,
                    MOST_CONTEXT);
        boolean always = family.has(Trait.ALWAYS_SLIDES);
        if (always) within("attention.sliding_window", 1, MOST_CONTEXT);
        String pattern = values.key("attention.sliding_window_pattern");
        if ((always || (family.has(Trait.SLIDES) && window > 0))
                && values.metadata().get(pattern) instanceof GgufValue.Whole(_, long every) && every == 1)
            findings.fault("%s is 1, which leaves no sliding layer: it has to be 0, or 2 and more", pattern);
    }

    /// llama.cpp takes a layer without queries, keys and values, and breaks off when it computes.
    private void projections(List<Gguf> parts) {
        var names = new HashSet<String>();
        for (Gguf part : parts) part.tensors().forEach(it -> names.add(it.name()));
        for (long i = 0; i < Math.min(values.whole("block_count", 0), 512); i++) {
            String block = "blk.%d.attn_".formatted(i);
            if (!names.contains(block + "qkv.weight")
                    && !names.containsAll(List.of(block + "q.weight", block + "k.weight", block + "v.weight")))
                findings.fault("there is no tensor %sqkv.weight: convert the model anew", block);
        }
    }

    /// llama.cpp loads queries, keys and values in one matrix, and looks for three when it computes.
    private void separate(List<Gguf> parts) {
        for (Gguf part : parts)
            for (GgufTensor it : part.tensors())
                if (it.name().endsWith("attn_qkv.weight"))
                    findings.fault("tensor %s is not one of an olmo2: convert the model anew", it.name());
    }

    private void encoderAndDecoder(List<Gguf> parts) {
        long layers = values.whole("block_count", 1);
        if (values.has("decoder_block_count")) within("decoder_block_count", 1, layers);
        within("attention.relative_buckets_count", 2, MOST_WIDTH);
        for (String name : List.of("enc.blk.0.attn_rel_b.weight", "dec.blk.0.attn_rel_b.weight"))
            if (parts.stream().noneMatch(it -> it.tensor(name).isPresent()))
                findings.fault("there is no tensor %s, from which the positions of a t5 come: convert the model anew",
                        name);
    }
}

package dev.panallama.internal.check;

import java.util.Set;

/// What llama.cpp asserts of every architecture before its own loader begins: layers, experts and the kind of rotation.
final class LayerRules {
    private static final int MOST_LAYERS = 512; // LLAMA_MAX_LAYERS
    private static final int MOST_EXPERTS = 1024; // LLAMA_MAX_EXPERTS

    /// Architectures that read no layers, or change the number of experts before it is checked.
    private static final Set<String> OTHERWISE = Set.of("clip", "hunyuan_vl", "hunyuan-dense");

    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

    private final Values values;
    private final Findings findings;

    private LayerRules(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
    }

    static void check(Values values, Findings findings) {
        if (OTHERWISE.contains(values.architecture())) return;
        var rules = new LayerRules(values, findings);
        rules.layers();
        rules.experts();
        rules.rotation();
    }

    private void layers() {
        long layers = values.whole("block_count", 1);
        if (layers < 1 || layers > MOST_LAYERS)
            findings.fault("%s is %,d: llama.cpp takes 1 to %d layers; convert the model anew",
                    values.key("block_count"), layers, MOST_LAYERS);
        long predicting = values.whole("nextn_predict_layers", 0);
        if (predicting > 0 && predicting >= layers)
            findings.fault("%s is %,d: it has to be less than the %,d layers", values.key("nextn_predict_layers"),
                    predicting, layers);
    }

    private void experts() {
        long experts = values.whole("expert_count", 0);
        if (experts > MOST_EXPERTS)
            findings.fault("%s is %,d: llama.cpp takes %,d at most", values.key("expert_count"), experts, MOST_EXPERTS);
        long used = values.perLayer("expert_used_count", PerLayer.same(0)).most();
        if (used > experts || (used == 0 && experts > 0))
            findings.fault("%s is %,d of %,d experts: it has to be at least 1 and no more than there are",
                    values.key("expert_used_count"), used, experts);
        groups(experts);
    }

    private void groups(long experts) {
        long groups = values.whole("expert_group_count", 0);
        if (groups > 0 && groups >= experts)
            findings.fault("%s is %,d: it has to be less than the %,d experts", values.key("expert_group_count"),
                    groups,
                    experts);
        if (groups <= 1) return;
        if (experts % groups != 0)
            findings.fault("%s is %,d, no divisor of %,d experts: give one", values.key("expert_group_count"), groups,
                    experts);
        long used = values.whole("expert_group_used_count", 0);
        if (used == 0 || used >= groups)
            findings.fault("%s is %,d: it has to be 1 to %,d", values.key("expert_group_used_count"), used, groups - 1);
    }

    private void rotation() {
        String type = values.textAt(values.key("rope.scaling.type"), "linear");
        if (!ROPE_SCALINGS.contains(type))
            findings.fault("%s is %s: llama.cpp knows none, linear, yarn and longrope", values.key("rope.scaling.type"),
                    type);
    }
}

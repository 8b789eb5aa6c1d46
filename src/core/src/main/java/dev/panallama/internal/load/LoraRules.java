package dev.panallama.internal.load;

import dev.panallama.error.AdapterException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What llama.cpp v0.4.0 takes on trust in a LoRA adapter, or reports without saying of what: each broken rule names key or
/// tensor and value.
public final class LoraRules {
    private static final String ALPHA = "adapter.lora.alpha";
    private static final String INVOCATION = "adapter.alora.invocation_tokens";

    private final Path file;
    private final Gguf adapter;
    private final BaseModel base;

    private LoraRules(Path file, Gguf adapter, BaseModel base) {
        this.file = file;
        this.adapter = adapter;
        this.base = base;
    }

    /// Checks the header of an adapter against the model that it is for.
    ///
    /// @return the matrix pairs by the name of the tensor that they change
    /// @throws AdapterException if a rule is broken
    public static Map<String, LoraPair> check(Path file, Gguf adapter, BaseModel base) {
        var rules = new LoraRules(file, adapter, base);
        rules.texts();
        rules.alpha();
        rules.invocationTokens();
        return rules.pairs();
    }

    private void texts() {
        text("general.type", "adapter");
        text("adapter.type", "lora");
        text("general.architecture", base.architecture());
    }

    private void text(String key, String expected) {
        GgufValue value = adapter.metadata().get(key);
        if (value == null) throw broken("it has no %s: a LoRA adapter of this model has %s".formatted(key, expected));
        if (!(value instanceof GgufValue.Text(String text)))
            throw broken("%s is of type %s: it has to be a STRING".formatted(key, value.type()));
        if (!text.equals(expected))
            throw broken("%s is %s: that of a LoRA adapter of this model is %s".formatted(key, text, expected));
    }

    private void alpha() {
        GgufValue value = adapter.metadata().get(ALPHA);
        if (value == null) return; // not scaled by the rank
        if (!(value instanceof GgufValue.Real(GgufType type, double alpha)) || type != GgufType.FLOAT32)
            throw broken("%s is of type %s: it has to be a FLOAT32".formatted(ALPHA, value.type()));
        if (!Double.isFinite(alpha)) throw broken("%s is %s: it has to be a finite number".formatted(ALPHA, alpha));
    }

    private void invocationTokens() {
        GgufValue value = adapter.metadata().get(INVOCATION);
        if (value == null) return;
        if (!(value instanceof GgufValue.Array array) || array.elementType() != GgufType.UINT32)
            throw broken("%s is of type %s: it has to be an array of UINT32".formatted(INVOCATION, value.type()));
        for (Object id : array.elements())
            if (!(id instanceof Long number) || number >= base.vocabularySize())
                throw broken("%s has the token %s: the model's are 0 to %,d".formatted(INVOCATION, id,
                        base.vocabularySize() - 1));
    }

    private Map<String, LoraPair> pairs() {
        var first = new LinkedHashMap<String, GgufTensor>();
        var second = new LinkedHashMap<String, GgufTensor>();
        for (GgufTensor it : adapter.tensors()) {
            String name = it.name();
            if (name.endsWith(LoraPair.A)) first.put(LoraPair.target(name), it);
            else if (name.endsWith(LoraPair.B)) second.put(LoraPair.target(name), it);
            else
                if (!name.endsWith("_norm.weight")) // which llama.cpp passes over
                    throw broken("its tensor %s is no part of a LoRA adapter: those end in .lora_a and .lora_b"
                            .formatted(name));
        }
        return join(first, second);
    }

    private Map<String, LoraPair> join(Map<String, GgufTensor> first, Map<String, GgufTensor> second) {
        var pairs = new LinkedHashMap<String, LoraPair>();
        first.forEach((target, a) -> {
            GgufTensor b = second.remove(target);
            if (b == null) throw broken("it has %s but no %s".formatted(a.name(), target + LoraPair.B));
            pairs.put(target, checked(new LoraPair(target, a, b)));
        });
        for (GgufTensor b : second.values())
            throw broken("it has %s but no %s".formatted(b.name(), LoraPair.target(b.name()) + LoraPair.A));
        if (pairs.isEmpty()) throw broken("it has no pair of tensors: it would change nothing");
        return pairs;
    }

    private LoraPair checked(LoraPair pair) {
        GgufTensor target = base.tensors().get(pair.target());
        if (target == null)
            throw broken("its tensor %s is for %s, which this model does not have: it was made for another one"
                    .formatted(pair.a().name(), pair.target()));
        String reason = pair.broken(target);
        if (!reason.isEmpty()) throw broken(reason);
        checkUse(pair, target);
        return pair;
    }

    /// Uses of a tensor that llama.cpp's graphs have and do not expect an adapter at.
    private void checkUse(LoraPair pair, GgufTensor target) {
        if (pair.isEmbedding() && base.hasTiedEmbedding())
            throw broken(
                    "its tensor %s changes the embedding, with which this model also scores tokens: llama.cpp cannot do both; leave that tensor out"
                            .formatted(pair.a().name()));
        boolean scaled = base.tensors().containsKey(pair.target().replaceAll("weight$", "scale"));
        if (LoraPair.isUnadaptable(target.type()) && scaled && pair.target().contains("ffn_"))
            throw broken("its tensor %s is for a matrix of type %s with a scale, which llama.cpp cannot adapt"
                    .formatted(pair.a().name(), target.type()));
    }

    private AdapterException broken(String rule) {
        return AdapterFile.refusal(file, rule);
    }
}

package dev.panallama.quantization;

import dev.panallama.error.QuantizationException;
import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.TensorType;
import dev.panallama.internal.ffm.NativeQuantizer;
import dev.panallama.internal.ffm.QuantizeParameters;
import dev.panallama.internal.ffm.TensorPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds out what becomes of each tensor, after the options are known to suit the model.
final class Planning {
    private final SourceModel model;
    private final QuantizerOptions options;
    private final Pruning pruning;
    private final Map<String, GgufTensor> tensors = new LinkedHashMap<>(); // by new name

    Planning(SourceModel model, QuantizerOptions options) {
        this.model = model;
        this.options = options;
        pruning = new Pruning(options.prunedLayers());
        pruning.check(model);
        new OptionRules(model, options).check(pruning);
        for (GgufTensor it : model.tensors())
            pruning.renamed(it.name()).ifPresent(name -> tensors.put(name, it));
    }

    /// Returns what is meant to become of each tensor.
    QuantizationPlan plan() {
        var plan = NativeQuantizer.plan(model.file(), options.threads(), this::writeTo);
        if (plan.tensors().size() != tensors.size())
            throw new QuantizationException("llama.cpp tells of %d tensors, and there are %d"
                    .formatted(plan.tensors().size(), tensors.size()), List.of());
        return new QuantizationPlan(
                plan.tensors().stream().map(it -> planned(it, plan.fallbacks().contains(it.name()))).toList());
    }

    /// Returns the plan, if it can be carried out: what llama.cpp notices late, or breaks off at, is refused here.
    QuantizationPlan checkedPlan() {
        var plan = plan();
        for (QuantizedTensor it : plan.tensors()) if (it.from() != it.to()) check(it);
        return plan;
    }

    private QuantizedTensor planned(TensorPlan plan, boolean fallback) {
        GgufTensor tensor = tensors.get(plan.name());
        if (tensor == null)
            throw new QuantizationException("llama.cpp tells of a tensor %s that the file has not".formatted(
                    plan.name()), List.of());
        TensorType to = plan.type().isEmpty()
                ? tensor.type()
                : TensorType.valueOf(plan.type().toUpperCase(Locale.ROOT));
        return new QuantizedTensor(plan.name(), tensor.type(), to, tensor.elements(), fallback);
    }

    private void check(QuantizedTensor it) {
        GgufTensor tensor = tensors.get(it.name());
        if (tensor == null) return;
        if (it.from().blockSize() > 1 && !options.allowRequantize())
            throw new IllegalArgumentException(
                    "%s is %s already: quantize the original, or allow it by withAllowRequantize(true)"
                            .formatted(tensor.name(), it.from()));
        if (tensor.shape().size() > 3 && tensor.shape().get(3) > 1)
            throw new IllegalArgumentException("%s has 4 dimensions, which llama.cpp cannot quantize: copy the model"
                    .formatted(tensor.name()));
        checkImportance(tensor, it.to());
    }

    private void checkImportance(GgufTensor tensor, TensorType to) {
        long inputs = tensor.shape().getFirst() * (tensor.shape().size() > 2 ? tensor.shape().get(2) : 1);
        long given = options.importanceMatrix().map(it -> it.inputs(tensor.name())).orElse(0L);
        if (given == inputs) return;
        boolean special = isSpecial(tensor.name());
        if (given > 0 && !special)
            throw new IllegalArgumentException(
                    "the importance matrix has %,d numbers for %s, which has %,d inputs: it is of another model"
                            .formatted(given, tensor.name(), inputs));
        if (special ? Types.IMPORTANCE_NEEDED.contains(to) : needsImportance(to))
            throw new IllegalArgumentException(
                    "%s cannot become %s without importances: give an importance matrix that has it, or another type"
                            .formatted(tensor.name(), to));
    }

    /// Of these llama.cpp does not look whether they need importances.
    private static boolean isSpecial(String tensor) {
        return tensor.equals("output.weight")
                || tensor.equals("token_embd.weight")
                || tensor.equals("per_layer_token_embd.weight");
    }

    private boolean needsImportance(TensorType to) {
        return switch (to) {
            case IQ3_XXS, IQ2_XXS, IQ2_XS, IQ2_S, IQ1_M, IQ1_S -> true;
            case Q2_K -> options.quantization() == Quantization.Q2_K_S;
            default -> false;
        };
    }

    /// Writes the options into llama.cpp's.
    void writeTo(QuantizeParameters params) {
        params.fileType(options.quantization().id())
                .copyOnly(options.copyOnly())
                .pure(options.pure())
                .allowRequantize(options.allowRequantize())
                .quantizeOutput(!options.leaveOutputTensor())
                .keepSplit(isKeptSplit());
        options.outputType().ifPresent(it -> params.outputType(it.id()));
        options.embeddingType().ifPresent(it -> params.embeddingType(it.id()));
        if (!options.rules().isEmpty()) params.tensorTypes(tensorTypes());
        if (!options.prunedLayers().isEmpty()) params.prune(List.copyOf(options.prunedLayers()));
        options.importanceMatrix().ifPresent(it -> params.importance(it.importances()));
        var metadata = metadata();
        if (!metadata.isEmpty()) params.metadata(metadata);
    }

    boolean isKeptSplit() {
        return options.keepSplit() && model.isSplit();
    }

    private Map<String, Integer> tensorTypes() {
        var types = new LinkedHashMap<String, Integer>();
        tensors.forEach((name, tensor) -> options.rules().stream()
                .filter(rule -> rule.matches(tensor.name()))
                .findFirst()
                .ifPresent(rule -> types.put(name, rule.type().id())));
        return types;
    }

    /// llama.cpp pads with the default alignment, whatever the file says.
    private Map<String, Object> metadata() {
        var metadata = new LinkedHashMap<>(options.metadata());
        options.importanceMatrix().ifPresent(it -> it.provenance().forEach(metadata::putIfAbsent));
        if (model.header().alignment() != Gguf.DEFAULT_ALIGNMENT)
            metadata.put(Gguf.ALIGNMENT, (long) Gguf.DEFAULT_ALIGNMENT);
        return metadata;
    }
}

package dev.panallama.quantization;

import dev.panallama.gguf.Gguf;
import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufType;
import dev.panallama.gguf.GgufValue;
import dev.panallama.gguf.TensorType;
import dev.panallama.internal.check.ModelCheck;
import dev.panallama.internal.load.Overrides;
import java.util.List;

/// What options have to be like for a model, or llama.cpp would break off.
record OptionRules(SourceModel model, QuantizerOptions options) {
    void check(Pruning pruning) {
        options.outputType().ifPresent(it -> checkRows("outputType", it, "output.weight"));
        options.embeddingType().ifPresent(it -> {
            checkRows("embeddingType", it, "token_embd.weight");
            checkRows("embeddingType", it, "per_layer_token_embd.weight");
        });
        Overrides.check(model.header(), options.metadata());
        List<String> broken = ModelCheck.of(model.parts(), options.metadata(), false).faults();
        if (!broken.isEmpty())
            throw new IllegalArgumentException("llama.cpp cannot take the overrides: " + String.join("; ", broken));
        options.metadata().forEach(this::checkNumber);
        if (options.keepSplit()) checkParts(pruning);
    }

    private void checkRows(String what, TensorType type, String name) {
        if (options.copyOnly()) return;
        for (GgufTensor it : model.tensors())
            if (it.name().equals(name) && it.shape().getFirst() % type.blockSize() != 0)
                throw new IllegalArgumentException(
                        "%s is %s, and the rows of %s have %,d elements, no multiple of the %d in a block: choose another"
                                .formatted(what, type, name, it.shape().getFirst(), type.blockSize()));
    }

    /// llama.cpp writes the amount of a whole number as `UINT32`, and a real one as `FLOAT32`.
    private void checkNumber(String key, Object value) {
        if (value instanceof Long number && (number < 0 || number > 0xffff_ffffL))
            throw new IllegalArgumentException(
                    "%s is %,d: llama.cpp writes 0 to 4,294,967,295".formatted(key, number));
        GgufValue old = model.header().metadata().get(key);
        if (old == null) return;
        boolean other = (old instanceof GgufValue.Whole && old.type() != GgufType.UINT32)
                || (old instanceof GgufValue.Real && old.type() != GgufType.FLOAT32);
        if (other)
            throw new IllegalArgumentException(
                    "%s is a %s in the file, and llama.cpp would write another type: leave it".formatted(key,
                            old.type()));
    }

    private void checkParts(Pruning pruning) {
        List<Gguf> parts = model.parts();
        for (int i = 1; i < parts.size(); i++)
            if (parts.get(i).tensors().stream().noneMatch(it -> pruning.renamed(it.name()).isPresent()))
                throw new IllegalArgumentException(
                        "part %d of the model has no tensor left: write it as one file by withKeepSplit(false)"
                                .formatted(i + 1));
    }
}

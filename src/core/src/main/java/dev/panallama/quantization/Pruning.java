package dev.panallama.quantization;

import dev.panallama.gguf.GgufTensor;
import dev.panallama.gguf.GgufValue;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which layers are left out, and what the tensors of the others are called afterwards.
record Pruning(SortedSet<Integer> layers) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,9})\\.");

    /// Throws if llama.cpp would write something that does not fit together.
    void check(SourceModel model) {
        if (layers.isEmpty()) return;
        long count = model.layers();
        if (layers.first() < 0 || layers.last() >= count || layers.size() >= count)
            throw new IllegalArgumentException(
                    "layers %s of %d cannot be pruned: give some of 0 to %d, but not all".formatted(layers, count,
                            count - 1));
        for (GgufTensor it : model.tensors()) {
            Matcher layer = LAYER.matcher(it.name());
            if (layer.find() && layer.start() > 0)
                throw new IllegalArgumentException(
                        "layers cannot be pruned where an encoder and a decoder have some: %s".formatted(it.name()));
        }
        model.header().metadata().forEach((key, value) -> {
            if (value instanceof GgufValue.Array array && array.elements().size() == count
                    && !key.contains("tokenizer"))
                throw new IllegalArgumentException(
                        "layers cannot be pruned where they differ: %s has a value for each".formatted(key));
        });
    }

    /// Returns the new name of a tensor, or nothing if it is left out.
    Optional<String> renamed(String tensor) {
        Matcher layer = LAYER.matcher(tensor);
        if (layers.isEmpty() || !layer.find()) return Optional.of(tensor);
        int number = Integer.parseInt(layer.group(1));
        if (layers.contains(number)) return Optional.empty();
        String renumbered = String.valueOf(number - layers.headSet(number).size());
        return Optional.of(tensor.substring(0, layer.start(1)) + renumbered + tensor.substring(layer.end(1)));
    }
}

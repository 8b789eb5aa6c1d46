package dev.panallama;

import dev.panallama.gguf.GgufTensor;
import dev.panallama.internal.load.Header;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The part of a model that turns a text into scores.
///
/// @param width how many numbers its last matrix puts out for a text
record RankHead(int width) {
    /// Returns the head of a model, from the tables of its files: llama.cpp does not tell, and without a head it gives out
    /// parts of an embedding as scores.
    static Optional<RankHead> of(Model model) {
        var matrices = new Header(model.files())
                .tensors()
                .filter(it -> it.name().equals("cls.weight") || it.name().equals("cls.output.weight"))
                .collect(Collectors.toMap(GgufTensor::name, Function.identity()));
        GgufTensor last = matrices.getOrDefault("cls.output.weight", matrices.get("cls.weight"));
        if (last == null) return Optional.empty();
        return Optional.of(new RankHead(last.shape().size() < 2 ? 1 : Math.toIntExact(last.shape().get(1))));
    }
}

package dev.panallama;

/// How the vectors of a text's tokens become one (`enum llama_pooling_type` of llama.h).
public enum Pooling {
    /// As the model's file says.
    OF_MODEL,
    /// Not at all: each token keeps its vector.
    NONE,
    /// Their mean.
    MEAN,
    /// The vector of the first token.
    CLS,
    /// The vector of the last token, as models want it that look back only.
    LAST,
    /// By a head that ranks or classifies: what a [Reranker] reads, and no embedding.
    RANK;

    /// Returns the pooling of a model in place of [#OF_MODEL].
    ///
    /// @throws IllegalArgumentException if the file names none that makes an embedding
    Pooling resolvedFor(Model model) {
        if (this != OF_MODEL) return this;
        Pooling named = model.info()
                .pooling()
                .orElseThrow(() -> refusal(
                        model,
                        "names no pooling that there is: choose one with EmbedderOptions.withPooling, MEAN or LAST as a rule"));
        if (named == RANK) throw refusal(model, "ranks texts (pooling type 4): use reranker(), or choose a pooling");
        return named;
    }

    private static IllegalArgumentException refusal(Model model, String what) {
        return new IllegalArgumentException("model %s %s".formatted(model.info().name(), what));
    }
}

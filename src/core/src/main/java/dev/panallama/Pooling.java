package dev.panallama;

/// How the vectors of a text's tokens become one.
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
    LAST;

    /// Returns the pooling of a model in place of [#OF_MODEL].
    ///
    /// @throws IllegalArgumentException if the file names none that makes an embedding
    Pooling resolvedFor(Model model) {
        if (this != OF_MODEL) return this;
        String named = model.architectureValue("pooling_type").orElse("");
        return switch (named) {
            case "0" -> NONE;
            case "1" -> MEAN;
            case "2" -> CLS;
            case "3" -> LAST;
            case "4" -> throw refusal(model, "ranks texts (pooling type 4): use reranker(), or choose a pooling");
            case "" -> throw refusal(model,
                    "names no pooling: choose one with EmbedderOptions.withPooling, MEAN or LAST as a rule");
            default ->
                throw refusal(model, "names pooling type %s, which is none of 0 to 4: choose one".formatted(named));
        };
    }

    private static IllegalArgumentException refusal(Model model, String what) {
        return new IllegalArgumentException("model %s %s".formatted(model.info().name(), what));
    }
}

package dev.panallama.internal.host;

/// A stage of sampling written in Java. Serves one generation, on the thread of its context.
public interface CandidateStage {
    /// Changes or removes candidates.
    void apply(CandidateList candidates);

    /// Takes note of a token that is part of the text.
    void accept(int id);
}

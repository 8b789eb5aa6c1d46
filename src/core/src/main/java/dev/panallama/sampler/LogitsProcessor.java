package dev.panallama.sampler;

/// A stage of sampling written in Java, see [Stage.Custom]: changes logits or removes candidates of the next token.
///
/// Serves one generation, on the session's own thread, so it needs no locks for its own state, sees no thread locals
/// of the program, and cannot call the session, which is busy. What it throws reaches the caller that asked for the token; the
/// session stays usable.
@FunctionalInterface
public interface LogitsProcessor {
    /// Works on the candidates, which are usable until it returns. Called once for each token, and again for the same
    /// token where a grammar refuses the first choice.
    void apply(Candidates candidates);

    /// Takes note of a token that is part of the text: first the session's tokens so far, then each that is chosen.
    default void accept(int token) {}
}

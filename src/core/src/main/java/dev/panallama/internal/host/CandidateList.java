package dev.panallama.internal.host;

/// The tokens that a choice is to be made of, open to a stage written in Java.
public interface CandidateList {
    /// A test of one candidate.
    @FunctionalInterface
    interface Test {
        boolean holds(int id, float logit);
    }

    /// Returns how many candidates there are, 1 or more.
    int size();

    /// Returns the token of the candidate at `index`.
    int id(int index);

    /// Returns the logit of the candidate at `index`; minus infinity rules it out.
    float logit(int index);

    /// Changes a logit.
    void logit(int index, float value);

    /// Sorts by logit, the highest first, and by token where logits are equal.
    void sort();

    /// Keeps the first `count` candidates, or all if there are fewer.
    void keepFirst(int count);

    /// Takes others instead: some of those that there are, in any order and with any logits.
    void replace(int[] ids, float[] logits);

    /// Removes the candidates that the test holds for, and keeps the order of the others.
    void removeIf(Test test);
}

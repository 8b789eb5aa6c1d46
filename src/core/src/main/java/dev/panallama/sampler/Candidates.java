package dev.panallama.sampler;

/// The tokens that may come next, for a stage of sampling written in Java: see [LogitsProcessor].
///
/// Candidates have an index from 0 to [#size], exclusively; any other throws `IndexOutOfBoundsException`. The first stage
/// sees the whole vocabulary in the order of ids. Usable on the thread of the stage, until that returns: after that every
/// method throws `IllegalStateException`.
public interface Candidates {
    /// A test of one candidate.
    @FunctionalInterface
    interface Test {
        /// Returns whether it holds.
        boolean holds(int id, float logit);
    }

    /// Returns how many candidates there are, 1 or more.
    int size();

    /// Returns the token of a candidate.
    int id(int index);

    /// Returns the logit of a candidate; minus infinity means that it is ruled out.
    float logit(int index);

    /// Changes the logit of a candidate.
    ///
    /// @param value a number, or minus infinity to rule it out
    /// @throws IllegalArgumentException if the value is NaN or plus infinity
    void logit(int index, float value);

    /// Returns the probability of a candidate among those here. The first call after a change looks at all of them.
    double probability(int index);

    /// Sorts by logit, the highest first.
    void sort();

    /// Keeps the first `count` candidates, or all if there are fewer.
    ///
    /// @throws IllegalArgumentException if `count` is below 1
    void keepFirst(int count);

    /// Removes the candidates that the test holds for. The others keep their order.
    ///
    /// @throws IllegalArgumentException if it holds for all; then none is removed
    void removeIf(Test test);
}

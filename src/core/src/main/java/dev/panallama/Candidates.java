package dev.panallama;

import dev.panallama.internal.ffm.CandidateArray;
import org.jspecify.annotations.Nullable;

/// The tokens that may come next, for a stage of sampling written in Java: see [LogitsProcessor].
///
/// Candidates have an index from 0 to [#size], exclusively; any other throws `IndexOutOfBoundsException`. The first stage
/// sees the whole vocabulary in the order of ids. Usable on the thread of the stage, until that returns: after that every
/// method throws `IllegalStateException`.
public final class Candidates {
    private @Nullable CandidateArray array;
    private boolean summed;
    private float max;
    private double sum;

    Candidates() {}

    /// A test of one candidate.
    @FunctionalInterface
    public interface Test {
        /// Returns whether it holds.
        boolean holds(int id, float logit);
    }

    /// Returns how many candidates there are, 1 or more.
    public int size() {
        return array().size();
    }

    /// Returns the token of a candidate.
    public int id(int index) {
        return array().id(index);
    }

    /// Returns the logit of a candidate; minus infinity means that it is ruled out.
    public float logit(int index) {
        return array().logit(index);
    }

    /// Changes the logit of a candidate.
    ///
    /// @param value a number, or minus infinity to rule it out
    /// @throws IllegalArgumentException if the value is NaN or plus infinity
    public void logit(int index, float value) {
        array().logit(index, value);
        summed = false;
    }

    /// Returns the probability of a candidate among those here. The first call after a change looks at all of them.
    public double probability(int index) {
        if (!summed) sum();
        return Math.exp(logit(index) - max) / sum;
    }

    /// Sorts by logit, the highest first.
    public void sort() {
        array().sort();
    }

    /// Keeps the first `count` candidates, or all if there are fewer.
    ///
    /// @throws IllegalArgumentException if `count` is below 1
    public void keepFirst(int count) {
        array().keepFirst(count);
        summed = false;
    }

    /// Removes the candidates that the test holds for. The others keep their order.
    ///
    /// @throws IllegalArgumentException if it holds for all; then none is removed
    public void removeIf(Test test) {
        array().removeIf(test::holds);
        summed = false;
    }

    void open(CandidateArray array) {
        this.array = array;
        summed = false;
    }

    void close() {
        array = null;
    }

    private void sum() {
        int size = size();
        max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) max = Math.max(max, logit(i));
        sum = 0;
        for (int i = 0; i < size; i++) sum += Math.exp(logit(i) - max);
        summed = true;
    }

    private CandidateArray array() {
        if (array == null)
            throw new IllegalStateException("these candidates were for a stage that has returned: copy what is needed");
        return array;
    }
}

package dev.panallama;

import dev.panallama.internal.host.CandidateList;
import dev.panallama.sampler.Candidates;
import org.jspecify.annotations.Nullable;

/// The candidates of a native sampler, open to a stage written in Java while that runs.
final class NativeCandidates implements Candidates {
    private @Nullable CandidateList array;
    private boolean summed;
    private float max;
    private double sum;

    @Override
    public int size() {
        return array().size();
    }

    @Override
    public int id(int index) {
        return array().id(index);
    }

    @Override
    public float logit(int index) {
        return array().logit(index);
    }

    @Override
    public void logit(int index, float value) {
        array().logit(index, value);
        summed = false;
    }

    @Override
    public double probability(int index) {
        if (!summed) sum();
        return Math.exp(logit(index) - max) / sum;
    }

    @Override
    public void sort() {
        array().sort();
    }

    @Override
    public void keepFirst(int count) {
        array().keepFirst(count);
        summed = false;
    }

    @Override
    public void removeIf(Test test) {
        array().removeIf(test::holds);
        summed = false;
    }

    void open(CandidateList array) {
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

    private CandidateList array() {
        if (array == null)
            throw new IllegalStateException("these candidates were for a stage that has returned: copy what is needed");
        return array;
    }
}

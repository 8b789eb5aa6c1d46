package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.internal.host.LogProbabilities;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// The natural logarithms of the probabilities of the token chosen last and of its likeliest alternatives, which may
/// include it. Overwritten with the next token.
final class ChosenProbabilities implements LogProbabilities {
    private final int[] ids;
    private final float[] logits;
    private int count;
    private double logarithmOfSum;
    private double chosen;

    /// Makes room for so many alternatives.
    ChosenProbabilities(int alternatives) {
        ids = new int[alternatives];
        logits = new float[alternatives];
    }

    @Override
    public double chosen() {
        return chosen;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int id(int index) {
        return ids[Objects.checkIndex(index, count)];
    }

    @Override
    public double value(int index) {
        return logits[Objects.checkIndex(index, count)] - logarithmOfSum;
    }

    /// Looks at the model's logits of the whole vocabulary.
    void compute(MemorySegment all, int vocabularySize, int id) {
        float max = Float.NEGATIVE_INFINITY;
        count = 0;
        for (int i = 0; i < vocabularySize; i++) {
            float logit = all.get(JAVA_FLOAT, i * 4L);
            max = Math.max(max, logit);
            offer(i, logit);
        }
        double sum = 0;
        for (int i = 0; i < vocabularySize; i++) sum += Math.exp(all.get(JAVA_FLOAT, i * 4L) - max);
        logarithmOfSum = max + Math.log(sum);
        chosen = all.get(JAVA_FLOAT, id * 4L) - logarithmOfSum;
    }

    /// Looks at the candidates that are left.
    void compute(CandidateArray candidates, int index) {
        float max = Float.NEGATIVE_INFINITY;
        count = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float logit = candidates.logit(i);
            max = Math.max(max, logit);
            offer(candidates.id(i), logit);
        }
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) sum += Math.exp(candidates.logit(i) - max);
        logarithmOfSum = max + Math.log(sum);
        chosen = candidates.logit(index) - logarithmOfSum;
    }

    /// Looks at logits of the whole vocabulary of which none was chosen.
    void compute(float[] all, double logarithm) {
        count = 0;
        logarithmOfSum = logarithm;
        if (ids.length > 0) for (int i = 0; i < all.length; i++) offer(i, all[i]);
    }

    /// Copies the alternatives to place number `index` of arrays that have room for as many in each; -1 where there are fewer.
    void copy(int[] toIds, double[] toValues, int index) {
        for (int i = 0; i < ids.length; i++) {
            toIds[index * ids.length + i] = i < count ? ids[i] : -1;
            toValues[index * ids.length + i] = i < count ? value(i) : Double.NEGATIVE_INFINITY;
        }
    }

    /// Inserts a token among the likeliest, unless it is none of them. Tokens that are ruled out never are.
    private void offer(int id, float logit) {
        boolean full = count == ids.length;
        if (logit == Float.NEGATIVE_INFINITY) return;
        if (full && (count == 0 || logit <= logits[count - 1])) return;
        int at = full ? count - 1 : count++;
        for (; at > 0 && logits[at - 1] < logit; at--) {
            ids[at] = ids[at - 1];
            logits[at] = logits[at - 1];
        }
        ids[at] = id;
        logits[at] = logit;
    }
}

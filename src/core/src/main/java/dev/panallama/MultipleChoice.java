package dev.panallama;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The scores of several answers to one question. Immutable.
///
/// @param scores of each choice, in the order of the choices
public record MultipleChoice(List<Score> scores) {
    /// @throws IllegalArgumentException if there are no scores
    public MultipleChoice {
        scores = List.copyOf(scores);
        if (scores.isEmpty()) throw new IllegalArgumentException("there is no choice: give one at least");
    }

    /// Returns the index of the likeliest choice; of equals the first. Longer choices have less of a chance.
    public int best() {
        return best(Score::logProbability);
    }

    /// Returns the index of the choice that is likeliest for its length in bytes.
    public int bestPerByte() {
        return best(Score::logProbabilityPerByte);
    }

    /// Returns the probability of each choice, given that it is one of these.
    public double[] probabilities() {
        double max = scores.get(best()).logProbability();
        double[] weights = scores.stream().mapToDouble(it -> Math.exp(it.logProbability() - max)).toArray();
        double sum = 0;
        for (double weight : weights) sum += weight;
        for (int i = 0; i < weights.length; i++) weights[i] /= sum;
        return weights;
    }

    private int best(ToDoubleFunction<Score> measure) {
        return IntStream.range(0, scores.size())
                .boxed()
                .max(Comparator.<Integer>comparingDouble(i -> measure.applyAsDouble(scores.get(i)))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }
}

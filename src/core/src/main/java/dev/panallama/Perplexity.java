package dev.panallama;

/// The perplexity of a text: how many tokens a model wavers between on average. Lower is better; 1 is certainty. Immutable.
///
/// @param value e to the power of the mean negative log-probability of a token
/// @param standardError of `value`, the tokens taken as independent
/// @param scoredTokens how many tokens it is the mean of
/// @param windows how many windows are computed
/// @param allWindows how many there are
public record Perplexity(double value, double standardError, int scoredTokens, int windows, int allWindows) {
    /// Adds up log-probabilities, window by window.
    static final class Sum {
        private final int allWindows;
        private int windows;
        private int count;
        private double sum;
        private double squares;

        Sum(int allWindows) {
            this.allWindows = allWindows;
        }

        void add(double[] logProbabilities) {
            windows++;
            count += logProbabilities.length;
            for (double it : logProbabilities) {
                sum -= it;
                squares += it * it;
            }
        }

        Perplexity soFar() {
            double mean = sum / count;
            double variance = Math.max(0, squares / count - mean * mean);
            double value = Math.exp(mean);
            double error = count < 2 ? 0 : Math.sqrt(variance / (count - 1)) * value;
            return new Perplexity(value, error, count, windows, allWindows);
        }
    }
}

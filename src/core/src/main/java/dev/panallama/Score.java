package dev.panallama;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// How likely a model thinks a text after what comes before it. Immutable.
///
/// @param text the text
/// @param tokens its tokens in order
public record Score(String text, List<ScoredToken> tokens) {
    public Score {
        tokens = List.copyOf(tokens);
    }

    /// Returns the natural logarithm of the probability of the whole text: the sum of its tokens'.
    public double logProbability() {
        return tokens.stream().mapToDouble(ScoredToken::logProbability).sum();
    }

    /// Returns [#logProbability] divided by the bytes of the text in UTF-8, by which texts of different length compare.
    public double logProbabilityPerByte() {
        return logProbability() / Math.max(1, text.getBytes(StandardCharsets.UTF_8).length);
    }

    /// Returns the perplexity of the text: e to the power of its tokens' mean negative [#logProbability]; 1 without tokens.
    public double perplexity() {
        return Math.exp(-logProbability() / Math.max(1, tokens.size()));
    }

    /// Returns whether greedy sampling would have generated the text.
    public boolean isGreedy() {
        return tokens.stream().allMatch(ScoredToken::likeliest);
    }
}

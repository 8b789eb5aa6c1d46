package dev.panallama;

/// What guesses have brought a generation. Immutable.
///
/// @param guessed tokens that were guessed and computed
/// @param accepted those that were right
/// @param decodes how many times the model has computed
/// @param tokens how many tokens were chosen, those included that ended the generation or came after its end
public record SpeculationStatistics(int guessed, int accepted, int decodes, int tokens) {
    /// Returns which part of the guesses was right; 0 without any.
    public double acceptanceRate() {
        return guessed == 0 ? 0 : (double) accepted / guessed;
    }

    /// Returns how many tokens each computing has brought: 1 without speculation, and 0 before there was any.
    public double tokensPerDecode() {
        return decodes == 0 ? 0 : (double) tokens / decodes;
    }
}

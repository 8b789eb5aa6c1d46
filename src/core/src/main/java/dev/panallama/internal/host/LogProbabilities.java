package dev.panallama.internal.host;

/// The natural logarithms of the probabilities of the token chosen last and of its likeliest alternatives, which may
/// include it.
public interface LogProbabilities {
    /// Returns that of the chosen token.
    double chosen();

    /// Returns how many alternatives there are: as many as were asked for, unless fewer are possible.
    int count();

    /// Returns an alternative, the likeliest first.
    int id(int index);

    /// Returns the log-probability of an alternative.
    double value(int index);
}

package dev.panallama.internal.engine;

import dev.panallama.internal.host.LogProbabilities;

/// Chooses the tokens of one generation. Used on the engine's thread alone, but for what it remembers of the last choice.
public interface TokenChooser {
    /// Returns those of the last choice, if they were asked for.
    LogProbabilities logProbabilities();
}

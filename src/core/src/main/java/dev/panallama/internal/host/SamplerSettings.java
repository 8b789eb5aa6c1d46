package dev.panallama.internal.host;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How the tokens of one generation are chosen. Serves that generation alone.
///
/// @param stages fills the chain; its last call must be one that chooses
/// @param logProbabilities what is to be known of each choice
/// @param filter what is allowed, or null for everything
/// @param history tokens that penalties count as generated already
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record SamplerSettings(
        Consumer<SamplerStages> stages,
        LogProbabilityRequest logProbabilities,
        @Nullable TokenFilter filter,
        int[] history) {}

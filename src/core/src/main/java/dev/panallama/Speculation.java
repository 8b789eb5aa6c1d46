package dev.panallama;

import dev.panallama.internal.Range;

/// How a session guesses the tokens that come next, so that several are computed at once. What is generated is the same as
/// without: each token is chosen by the sampler from what the model computes, and guesses only save time where they are
/// right. Immutable.
public sealed interface Speculation {
    /// The most guesses that are computed at once.
    int MAX_GUESSES = 64;

    /// Returns no speculation.
    static None none() {
        return new None();
    }

    /// Returns guesses from the session's own text, which cost nothing: for answers that repeat what was said, such as
    /// edited code, quotes and extracts.
    static PromptLookup promptLookup() {
        return new PromptLookup(2, 15, true);
    }

    /// Returns the guesses of a smaller model with the same vocabulary, which is to stay open as long as the sessions are.
    static DraftModel draftModel(Model model) {
        return new DraftModel(model, 7, 0.5f, true);
    }

    /// Returns how many guesses are computed at once at most.
    int guesses();

    /// No guesses.
    record None() implements Speculation {
        @Override
        public int guesses() {
            return 0;
        }
    }

    /// Guesses that the text goes on as it did where its last tokens occurred before: where most of them did, and of such places
    /// at the latest.
    ///
    /// @param shortestMatch how many tokens have to occur again, 1 to 16
    /// @param guesses how many are computed at once at most, 1 to [#MAX_GUESSES]
    /// @param adaptive whether the session measures what guesses gain and computes only as many as are worth it, which may be
    ///     none
    record PromptLookup(int shortestMatch, int guesses, boolean adaptive) implements Speculation {
        /// @throws IllegalArgumentException if a number is out of its range
        public PromptLookup {
            Range.check("shortestMatch", shortestMatch, 1, 16);
            Range.check("guesses", guesses, 1, MAX_GUESSES);
        }

        /// Returns this with another length that has to occur again.
        public PromptLookup withShortestMatch(int tokens) {
            return new PromptLookup(tokens, guesses, adaptive);
        }

        /// Returns this with another limit.
        public PromptLookup withGuesses(int count) {
            return new PromptLookup(shortestMatch, count, adaptive);
        }

        /// Returns this with as many guesses as are worth it, or always as many as there are.
        public PromptLookup withAdaptive(boolean measures) {
            return new PromptLookup(shortestMatch, guesses, measures);
        }
    }

    /// Guesses what a smaller model would say.
    ///
    /// @param model has the same vocabulary; each session opens one of its own on it, and closes it
    /// @param guesses how many are computed at once at most, 1 to [#MAX_GUESSES]
    /// @param minProbability how likely a guess has to be for the smaller model; guessing ends before one that is less
    /// @param adaptive whether the session measures what guesses gain and makes only as many as are worth it, which may be
    ///     none
    record DraftModel(Model model, int guesses, float minProbability, boolean adaptive) implements Speculation {
        /// @throws IllegalArgumentException if a number is out of its range
        public DraftModel {
            Range.check("guesses", guesses, 1, MAX_GUESSES);
            Range.check("minProbability", minProbability, 0, 1);
        }

        /// Returns this with another limit.
        public DraftModel withGuesses(int count) {
            return new DraftModel(model, count, minProbability, adaptive);
        }

        /// Returns this with another probability that guesses have to have.
        public DraftModel withMinProbability(float probability) {
            return new DraftModel(model, guesses, probability, adaptive);
        }

        /// Returns this with as many guesses as are worth it, or always as many as there are.
        public DraftModel withAdaptive(boolean measures) {
            return new DraftModel(model, guesses, minProbability, measures);
        }
    }
}

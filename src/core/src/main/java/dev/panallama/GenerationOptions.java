package dev.panallama;

import dev.panallama.grammar.Grammar;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// When a generation ends, what it may say, and what it tells of its tokens. Immutable; start from [#defaults] and change
/// what matters.
///
/// @param maxTokens how many tokens are generated at most
/// @param softLanding in how many tokens before that limit the generation ends where a sentence does, unless it has a
///     grammar; 0 ends at the limit
/// @param timeLimit how long it may take from its beginning, what the caller does between tokens included
/// @param stopStrings texts that end it; they are not returned
/// @param stopTokens ids that end it; they do not become part of the session
/// @param stopWhen ends it after the first token for which this is true
/// @param endsWithModel whether the model's end-of-generation tokens end it. Otherwise they are never chosen
/// @param grammar what the text has to match, if anything
/// @param logProbabilities which log-probabilities the tokens have
public record GenerationOptions(
        int maxTokens,
        int softLanding,
        Duration timeLimit,
        List<String> stopStrings,
        Set<Integer> stopTokens,
        Predicate<? super Token> stopWhen,
        boolean endsWithModel,
        Optional<Grammar> grammar,
        LogProbabilityOptions logProbabilities) {
    /// The number of tokens that only the context limits.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// The time that never ends a generation.
    public static final Duration NO_TIME_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

    private static final GenerationOptions DEFAULTS = new GenerationOptions(
            UNLIMITED, 0, NO_TIME_LIMIT, List.of(), Set.of(), _ -> false, true, Optional.empty(),
            LogProbabilityOptions.NONE);

    /// @throws IllegalArgumentException if a number is out of its range or a stop string is empty
    public GenerationOptions {
        stopStrings = List.copyOf(stopStrings);
        stopTokens = Set.copyOf(stopTokens);
        if (maxTokens < 1) throw new IllegalArgumentException("maxTokens is %d: give 1 or more".formatted(maxTokens));
        if (softLanding < 0)
            throw new IllegalArgumentException("softLanding is %d: give 0 or more".formatted(softLanding));
        if (timeLimit.isNegative() || timeLimit.isZero())
            throw new IllegalArgumentException("timeLimit is %s: give more than nothing".formatted(timeLimit));
        if (stopStrings.contains("")) throw new IllegalArgumentException("a stop string is empty: leave it out");
        if (timeLimit.compareTo(NO_TIME_LIMIT) > 0) timeLimit = NO_TIME_LIMIT;
    }

    /// Returns options that generate until the model ends or the context is full.
    public static GenerationOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with at most so many tokens, 1 or more.
    public GenerationOptions withMaxTokens(int count) {
        return new GenerationOptions(count, softLanding, timeLimit, stopStrings, stopTokens, stopWhen, endsWithModel,
                grammar, logProbabilities);
    }

    /// Returns these options with an end of the sentence looked for in the last tokens before the limit.
    public GenerationOptions withSoftLanding(int tokens) {
        return new GenerationOptions(maxTokens, tokens, timeLimit, stopStrings, stopTokens, stopWhen, endsWithModel,
                grammar, logProbabilities);
    }

    /// Returns these options with a limit of time.
    public GenerationOptions withTimeLimit(Duration limit) {
        return new GenerationOptions(maxTokens, softLanding, limit, stopStrings, stopTokens, stopWhen, endsWithModel,
                grammar, logProbabilities);
    }

    /// Returns these options with other texts that end the generation.
    public GenerationOptions withStopStrings(String... texts) {
        return new GenerationOptions(maxTokens, softLanding, timeLimit, List.of(texts), stopTokens, stopWhen,
                endsWithModel, grammar, logProbabilities);
    }

    /// Returns these options with other ids that end the generation.
    public GenerationOptions withStopTokens(int... ids) {
        Set<Integer> set = Arrays.stream(ids).boxed().collect(Collectors.toUnmodifiableSet());
        return new GenerationOptions(maxTokens, softLanding, timeLimit, stopStrings, set, stopWhen, endsWithModel,
                grammar, logProbabilities);
    }

    /// Returns these options with a condition that ends the generation after the token that meets it.
    public GenerationOptions withStopWhen(Predicate<? super Token> condition) {
        return new GenerationOptions(maxTokens, softLanding, timeLimit, stopStrings, stopTokens, condition,
                endsWithModel, grammar, logProbabilities);
    }

    /// Returns these options with the model ending the generation, or never ending.
    public GenerationOptions withEndsWithModel(boolean ends) {
        return new GenerationOptions(maxTokens, softLanding, timeLimit, stopStrings, stopTokens, stopWhen, ends,
                grammar, logProbabilities);
    }

    /// Returns these options with a grammar that the text has to match.
    public GenerationOptions withGrammar(Grammar rules) {
        return new GenerationOptions(maxTokens, softLanding, timeLimit, stopStrings, stopTokens, stopWhen,
                endsWithModel, Optional.of(rules), logProbabilities);
    }

    /// Returns these options with the log-probability of each token and of so many alternatives, as the model gives them.
    public GenerationOptions withLogProbabilities(int alternatives) {
        return withLogProbabilities(
                new LogProbabilityOptions(LogProbabilityOptions.When.BEFORE_SAMPLING, alternatives));
    }

    /// Returns these options with other log-probabilities.
    public GenerationOptions withLogProbabilities(LogProbabilityOptions options) {
        return new GenerationOptions(maxTokens, softLanding, timeLimit, stopStrings, stopTokens, stopWhen,
                endsWithModel, grammar, options);
    }
}

package dev.panallama;

import dev.panallama.grammar.TokenMatcher;
import dev.panallama.internal.host.SamplerSettings;
import dev.panallama.internal.host.TokenFilter;
import dev.panallama.sampler.Sampler;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Puts together how the tokens of one generation are chosen.
final class ChoiceSettings {
    private ChoiceSettings() {}

    /// @param grammar where the generation is in its grammar, or null
    static SamplerSettings of(
            Sampler sampler,
            GenerationOptions options,
            @Nullable TokenMatcher grammar,
            Sequence sequence) {
        var steps = new SamplerSteps(sampler, sequence.memory().contextLength());
        return new SamplerSettings(
                chain -> {
                    chain.noSuppressed();
                    if (!options.endsWithModel()) chain.noEnd();
                    steps.addTo(chain);
                },
                options.logProbabilities().request(),
                grammar == null ? null : new GrammarFilter(grammar),
                sequence.last(steps.historyLength()));
    }

    /// Lets a grammar filter tokens.
    private record GrammarFilter(TokenMatcher matcher) implements TokenFilter {
        @Override
        public boolean allows(int id) {
            return matcher.allows(id);
        }

        @Override
        public void allowed(BitSet ids) {
            matcher.allowed(ids);
        }

        @Override
        public void accept(int id) {
            matcher.accept(id);
        }
    }
}

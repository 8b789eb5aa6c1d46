package dev.panallama;

import dev.panallama.internal.ffm.SamplerChain;
import dev.panallama.internal.ffm.SamplerSettings;
import dev.panallama.internal.ffm.TokenFilter;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/// Puts together how the tokens of one generation are chosen.
final class ChoiceSettings {
    private ChoiceSettings() {}

    static SamplerSettings of(Model model, Sampler sampler, GenerationOptions options, Sequence sequence) {
        int contextLength = sequence.memory().contextLength();
        return new SamplerSettings(
                chain -> {
                    if (!options.endsWithModel()) neverEnd(model.vocabulary(), chain);
                    sampler.addTo(chain, contextLength);
                },
                options.logProbabilities().request(),
                filter(model, options),
                sequence.last(sampler.historyLength()));
    }

    private static void neverEnd(Vocabulary vocabulary, SamplerChain chain) {
        var biases = new HashMap<Integer, Float>();
        for (int id = 0; id < vocabulary.size(); id++)
            if (vocabulary.isEndOfGeneration(id)) biases.put(id, Float.NEGATIVE_INFINITY);
        chain.logitBias(biases);
    }

    private static @Nullable TokenFilter filter(Model model, GenerationOptions options) {
        if (options.grammar().isPresent()) throw new UnsupportedOperationException(model.toString());
        return null;
    }
}

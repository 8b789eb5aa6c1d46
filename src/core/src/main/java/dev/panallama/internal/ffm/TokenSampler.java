package dev.panallama.internal.ffm;

import dev.panallama.error.LlamaException;
import dev.panallama.internal.engine.TokenChooser;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.LogProbabilityRequest;
import dev.panallama.internal.host.LogProbabilityRequest.When;
import dev.panallama.internal.host.SamplerStages;
import dev.panallama.internal.host.TokenFilter;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chooses the tokens of one generation. Used on one thread; its buffers are allocated once.
///
/// Where there is a filter it is asked of the chosen token alone, which is cheap, and of all tokens only when it refuses
/// that one: then the stages are applied once more, to the tokens that it allows. What chance has drawn and what
/// mirostat has learnt in the refused attempt stays so; a refused token is never accepted.
final class TokenSampler implements TokenChooser {
    private final NativeVocabulary vocabulary;
    private final SamplerChain chain;
    private final @Nullable Argmax argmax; // that does what the chain does, where there is one
    private @Nullable CandidateArray candidates;
    private final @Nullable TokenFilter filter;
    private final BitSet allowed = new BitSet();
    private final When when;
    private final ChosenProbabilities logProbabilities;
    private boolean freed;

    /// @param stages fills the chain; its last call must be one that chooses
    TokenSampler(
            NativeVocabulary vocabulary,
            Consumer<SamplerStages> stages,
            LogProbabilityRequest request,
            @Nullable TokenFilter filter) {
        this.vocabulary = vocabulary;
        this.filter = filter;
        when = request.when();
        logProbabilities = new ChosenProbabilities(request.alternatives());
        chain = new SamplerChain(vocabulary);
        try {
            stages.accept(chain);
            chain.checkChooses();
            argmax = when == When.AFTER_SAMPLING ? null : chain.argmax();
        } catch (Throwable failure) {
            free();
            throw failure;
        }
    }

    /// Takes note of a token that is part of the text already.
    void accept(int id) {
        vocabulary.checkId(id);
        chain.accept(id);
    }

    /// Chooses a token by the logits of the whole vocabulary.
    int choose(MemorySegment logits) {
        if (freed) throw new IllegalStateException("the sampler is freed");
        int id = argmax == null ? chooseByChain(logits) : choose(argmax, logits);
        if (when == When.BEFORE_SAMPLING) logProbabilities.compute(logits, vocabulary.size(), id);
        if (filter != null) filter.accept(id);
        chain.accept(id);
        return id;
    }

    private int choose(Argmax greatest, MemorySegment logits) {
        int id = greatest.of(logits, vocabulary.size());
        return filter == null || filter.allows(id) ? id : candidates().id(chooseAllowed(filter, logits));
    }

    private int chooseByChain(MemorySegment logits) {
        CandidateArray all = candidates();
        all.fill(logits);
        int index = apply(all);
        if (filter != null && !filter.allows(all.id(index))) index = chooseAllowed(filter, logits);
        if (when == When.AFTER_SAMPLING) logProbabilities.compute(all, index);
        return all.id(index);
    }

    /// Returns the list of candidates, which is allocated when it is needed first.
    private CandidateArray candidates() {
        CandidateArray known = candidates;
        if (known == null) candidates = known = new CandidateArray(vocabulary.size());
        return known;
    }

    /// @return the index of the candidate
    private int chooseAllowed(TokenFilter filter, MemorySegment logits) {
        CandidateArray candidates = candidates();
        filter.allowed(allowed);
        if (!candidates.fill(logits, allowed))
            throw new LlamaException("the grammar allows no token of the vocabulary");
        int index = apply(candidates);
        int id = candidates.id(index);
        if (filter.allows(id)) return index;
        throw new LlamaException(
                "the stages of the sampler insist on token %d, which the grammar refuses".formatted(id));
    }

    private int apply(CandidateArray candidates) {
        chain.apply(candidates);
        int index = candidates.selected();
        vocabulary.checkId(candidates.id(index));
        return index;
    }

    /// Returns those of the token chosen last, if they were asked for; the same object every time.
    @Override
    public LogProbabilities logProbabilities() {
        return logProbabilities;
    }

    /// Frees the native stages. Freeing twice does nothing.
    void free() {
        freed = true;
        chain.free();
        if (candidates != null) candidates.free();
    }
}

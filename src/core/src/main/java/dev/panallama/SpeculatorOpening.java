package dev.panallama;

import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.speculation.BatchCosts;
import dev.panallama.internal.speculation.DraftModel;
import dev.panallama.internal.speculation.DraftSequence;
import dev.panallama.internal.speculation.Drafter;
import dev.panallama.internal.speculation.PromptLookup;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Opens what a session's speculation needs, where it suits the model.
final class SpeculatorOpening {
    private SpeculatorOpening() {}

    /// Opens a speculator for a session. If that fails, the session's memory is closed.
    static Speculator open(Model model, SessionOptions options, HostedSequence memory) {
        return open(model, options, memory, Model::openSequence);
    }

    /// @param drafts opens the sequence of a smaller model
    static Speculator open(Model model, SessionOptions options, HostedSequence memory,
            BiFunction<Model, SessionOptions, HostedSequence> drafts) {
        return orClose(memory, () -> {
            Speculation kind = options.speculation();
            if (kind.guesses() > 0) check(model, memory);
            var costs = new BatchCosts(1 + kind.guesses());
            return new Speculator(model.vocabulary(), drafter(model, options, memory, drafts, costs), costs,
                    kind.guesses());
        });
    }

    /// Returns a speculator for the fork of a session. If that fails, the fork's memory is closed.
    static Speculator fork(Speculator speculator, HostedSequence memory) {
        return orClose(memory, speculator::fork);
    }

    private static Speculator orClose(HostedSequence memory, Supplier<Speculator> opening) {
        try {
            return opening.get();
        } catch (Throwable failure) {
            memory.close();
            throw failure;
        }
    }

    private static void check(Model model, HostedSequence memory) {
        if (!memory.canTakeBack())
            throw new UnsupportedOperationException(
                    "model %s cannot take back wrong guesses, as it keeps a state and not the tokens: open the session without speculation"
                            .formatted(model.info().name()));
    }

    private static Drafter drafter(Model model, SessionOptions options, HostedSequence memory,
            BiFunction<Model, SessionOptions, HostedSequence> drafts, BatchCosts costs) {
        return switch (options.speculation()) {
            case Speculation.None() -> Drafter.NONE;
            case Speculation.PromptLookup(int shortest, int _, boolean adaptive) ->
                new PromptLookup(shortest, adaptive, costs);
            case Speculation.DraftModel it ->
                new DraftModel(draftSequence(it, model, options, memory, drafts), it.adaptive(), costs);
        };
    }

    /// Returns how the sessions of a smaller model are.
    static SessionOptions ofDrafts(SessionOptions options, int contextLength) {
        return SessionOptions.defaults()
                .withContextLength(contextLength)
                .withBatchSizes(options.batchSize(), options.microBatchSize())
                .withThreads(options.threads())
                .withPromptThreads(options.promptThreads())
                .withFlashAttention(options.flashAttention());
    }

    private static DraftSequence draftSequence(
            Speculation.DraftModel kind, Model model, SessionOptions options, HostedSequence memory,
            BiFunction<Model, SessionOptions, HostedSequence> opening) {
        Model smaller = kind.model();
        smaller.checkGenerates();
        SameVocabulary.check(model, smaller);
        HostedSequence drafts = opening.apply(smaller, ofDrafts(options, memory.contextLength()));
        try {
            check(smaller, drafts);
            int common = Math.min(model.vocabulary().size(), smaller.vocabulary().size());
            return new DraftSequence(drafts, common, kind.minProbability());
        } catch (Throwable failure) {
            drafts.close();
            throw failure;
        }
    }
}

package dev.panallama.runner.serving;

import dev.panallama.MemoryEstimate;
import dev.panallama.MemoryUsage;
import dev.panallama.SessionOptions;
import dev.panallama.error.LlamaException;
import dev.panallama.runner.store.CatalogEntry;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.io.UncheckedIOException;

/// How much memory models take when they are loaded and answer, estimated from their files. Any thread may use it.
final class MemoryNeeds {
    private static final double SHARE = 1.15; // of a file: it, and what computing needs
    private static final long CONTEXT = 300_000_000; // a short conversation, in bytes
    private static final int USUAL_CONTEXT = 4096; // as a session has it unless told otherwise
    private static final int LONGEST_PAIR = 2048; // that is ranked by what the model answers

    private final ModelCards cards;
    private final ServingOptions options;
    private final PerModel<Need> known = new PerModel<>();

    MemoryNeeds(ServingOptions options, ModelCards cards) {
        this.options = options;
        this.cards = cards;
    }

    /// How much memory a model takes.
    ///
    /// @param bytes with what computes its answers, or whatever is opened first
    /// @param further what each further context takes: for embeddings, say
    record Need(long bytes, long further) {}

    /// Returns an estimate: of what is no model, the length of its file.
    Need of(InstalledModel model) {
        try {
            return known.of(model, this::estimate);
        } catch (UncheckedIOException _) { // who asks has gone, say: it is estimated the next time
            return new Need(model.bytes(), 0);
        }
    }

    /// Returns a rough estimate in bytes of a model whose file is not here.
    static long of(CatalogEntry entry) {
        return (long) (entry.bytes() * SHARE) + CONTEXT;
    }

    private Need estimate(InstalledModel model) {
        try {
            int context = contextLength(model);
            int all = (int) Math.min((long) context * options.slots(), SessionOptions.MAX_CONTEXT_LENGTH);
            MemoryUsage further = usage(model, Math.max(context, LONGEST_PAIR));
            return new Need(
                    model.adapterBytes() + Math.max(model.bytes(), usage(model, all).total()),
                    further.total() - further.mappedWeights() - further.weights());
        } catch (LlamaException _) { // loading it will say what is wrong
            return new Need(model.bytes(), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private int contextLength(InstalledModel model) {
        int wanted = options.session(model.settings()).contextLength();
        int most = wanted == SessionOptions.AUTOMATIC ? USUAL_CONTEXT : wanted;
        int trained = cards.of(model).contextLength();
        return trained == 0 ? most : Math.min(most, trained);
    }

    private MemoryUsage usage(InstalledModel model, int contextLength) throws IOException {
        SessionOptions session = options.session(model.settings()).withContextLength(contextLength);
        return MemoryEstimate.of(model.file(), session).total();
    }
}

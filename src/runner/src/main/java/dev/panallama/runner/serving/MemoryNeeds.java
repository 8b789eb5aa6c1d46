package dev.panallama.runner.serving;

import dev.panallama.MemoryEstimate;
import dev.panallama.SessionOptions;
import dev.panallama.error.LlamaException;
import dev.panallama.runner.store.CatalogEntry;
import dev.panallama.runner.store.InstalledModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How much memory models take when they are loaded and answer, estimated from their files. Any thread may use it.
final class MemoryNeeds {
    private static final double SHARE = 1.15; // of a file: it, and what computing needs
    private static final long CONTEXT = 300_000_000; // a short conversation, in bytes
    private static final int USUAL_CONTEXT = 4096; // as a session has it unless told otherwise

    private final ModelCards cards;
    private final ServingOptions options;
    private final Map<InstalledModel, Long> known = new ConcurrentHashMap<>();

    MemoryNeeds(ServingOptions options) {
        this.options = options;
        cards = new ModelCards();
    }

    /// Returns an estimate in bytes: of what is no model, the length of its file.
    long of(InstalledModel model) {
        Long before = known.get(model);
        if (before != null) return before;
        try {
            long bytes = estimate(model);
            known.put(model, bytes);
            return bytes;
        } catch (IOException | UncheckedIOException _) { // who asks has gone, say: it is estimated the next time
            return model.bytes();
        }
    }

    /// Returns a rough estimate in bytes of a model whose file is not here.
    static long of(CatalogEntry entry) {
        return (long) (entry.bytes() * SHARE) + CONTEXT;
    }

    private long estimate(InstalledModel model) throws IOException {
        try {
            SessionOptions session = options.session(model.settings());
            int wanted = session.contextLength();
            int most = wanted == SessionOptions.AUTOMATIC ? USUAL_CONTEXT : wanted;
            int trained = cards.of(model).contextLength();
            int context = trained == 0 ? most : Math.min(most, trained);
            int all = (int) Math.min((long) context * options.slots(), SessionOptions.MAX_CONTEXT_LENGTH);
            return model.adapterBytes() + Math.max(model.bytes(),
                    MemoryEstimate.of(model.file(), session.withContextLength(all)).total().total());
        } catch (LlamaException _) { // loading it will say what is wrong
            return model.bytes();
        }
    }
}

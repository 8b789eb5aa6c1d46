package dev.panallama.runner.serving;

import dev.panallama.Embedder;
import dev.panallama.EmbedderOptions;
import dev.panallama.Engine;
import dev.panallama.EngineOptions;
import dev.panallama.Model;
import dev.panallama.Reranker;
import dev.panallama.RerankerOptions;
import dev.panallama.Scorer;
import dev.panallama.SessionOptions;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// What computes with a model in memory: one of each kind at most. Answers have their line in the engine, all others share one. Any
/// thread may use it.
final class Contexts {
    private final ReentrantLock opening = new ReentrantLock();
    private final Context<Engine> engine;
    private final Context<Scorer> scorer;
    private final Context<Embedder> embedder;
    private final Context<Reranker> reranker;
    private final Line line;

    Contexts(Model model, ServingOptions options, SessionOptions session) {
        int threads = options.session().threads();
        line = new Line(options.slots(), options.queueLimit());
        engine = new Context<>(opening, () -> model.engine(EngineOptions.defaults()
                .withSlots(options.slots())
                .withQueueLimit(options.queueLimit())
                .withSession(session)), Engine::close);
        scorer = new Context<>(opening, () -> model.scorer(session), Scorer::close);
        embedder = new Context<>(opening, () -> model.embedder(EmbedderOptions.defaults().withThreads(threads)),
                Embedder::close);
        reranker = new Context<>(opening, () -> model.reranker(RerankerOptions.defaults().withThreads(threads)),
                Reranker::close);
    }

    /// Opens what computes answers, or embeddings if the model has nothing else.
    void open() {
        try {
            engine.get();
        } catch (UnsupportedOperationException _) {
            embedder.get();
        }
    }

    Engine engine() {
        return engine.get();
    }

    Optional<Engine> ifEngine() {
        return engine.ifOpen();
    }

    <T> T scoring(Function<? super Scorer, T> work) {
        return line.compute(() -> work.apply(scorer.get()));
    }

    <T> T embedding(Function<? super Embedder, T> work) {
        return line.compute(() -> work.apply(embedder.get()));
    }

    <T> T ranking(Function<? super Reranker, T> work) {
        return line.compute(() -> work.apply(reranker.get()));
    }

    /// Closes all of them: also those that come after one that cannot be closed.
    void close() {
        opening.lock();
        try (Closing _ = engine::close;
                Closing _ = scorer::close;
                Closing _ = embedder::close;
                Closing _ = reranker::close) {
            // in the order from the last to the first
        } finally {
            opening.unlock();
        }
    }
}

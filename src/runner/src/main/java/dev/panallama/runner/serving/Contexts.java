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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What computes with a model in memory: one of each kind at most. Answers have their line in the engine, all others share one. Any
/// thread may use it.
final class Contexts {
    private final ReentrantLock opening = new ReentrantLock();
    private final Context<Engine> engine;
    private final Context<Scorer> scorer;
    private final Context<Embedder> embedder;
    private final Context<Reranker> reranker;
    private final Line line;
    private final Room room;

    /// @param room for all but the first that is opened: that one is in the estimate of the model
    Contexts(Model model, ServingOptions options, SessionOptions session, Room room) {
        this.room = room;
        int threads = options.session().threads();
        line = new Line(options.slots(), options.queueLimit());
        engine = context(() -> model.engine(EngineOptions.defaults()
                .withSlots(options.slots())
                .withQueueLimit(options.queueLimit())
                .withSession(session)), Engine::close);
        scorer = context(() -> model.scorer(session), Scorer::close);
        embedder = context(() -> model.embedder(EmbedderOptions.defaults().withThreads(threads)), Embedder::close);
        reranker = context(() -> model.reranker(RerankerOptions.defaults().withThreads(threads)), Reranker::close);
    }

    private <T> Context<T> context(Supplier<T> opener, Consumer<T> closer) {
        return new Context<>(opening, () -> counted(opener), closer);
    }

    private <T> T counted(Supplier<T> opener) {
        boolean first = Stream.of(engine, scorer, embedder, reranker).allMatch(it -> it.ifOpen().isEmpty());
        return first ? opener.get() : room.open(opener);
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

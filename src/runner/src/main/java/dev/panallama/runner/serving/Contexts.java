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
    private final boolean answers;

    /// @param room for all but the engine, or the first there is of a model that is not for answers: that one is in its estimate
    Contexts(Model model, ServingOptions options, SessionOptions session, Room room) {
        this.room = room;
        boolean generates = model.info().generatesText();
        answers = generates && model.info().pooling().isEmpty();
        int threads = options.session().threads();
        line = new Line(options.slots(), options.queueLimit());
        Supplier<Engine> opener = () -> model.engine(EngineOptions.defaults()
                .withSlots(options.slots())
                .withQueueLimit(options.queueLimit())
                .withSession(session));
        engine = context(() -> answers || !generates ? opener.get() : besides(opener), Engine::close);
        scorer = context(() -> besides(() -> model.scorer(session)), Scorer::close);
        embedder = context(
                () -> besides(() -> model.embedder(EmbedderOptions.defaults().withThreads(threads))), Embedder::close);
        reranker = context(
                () -> besides(() -> model.reranker(RerankerOptions.defaults().withThreads(threads))), Reranker::close);
    }

    private <T> Context<T> context(Supplier<T> opener, Consumer<T> closer) {
        return new Context<>(opening, opener, closer);
    }

    private <T> T besides(Supplier<T> opener) {
        boolean counted = answers || isOpen();
        return counted ? room.open(opener) : opener.get();
    }

    private boolean isOpen() {
        return Stream.of(engine, scorer, embedder, reranker).anyMatch(it -> it.ifOpen().isPresent());
    }

    /// Opens what computes answers; of a model that is not for that, what computes embeddings unless something is open.
    void open() {
        if (answers) engine.get();
        else if (!isOpen()) embedder.get();
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

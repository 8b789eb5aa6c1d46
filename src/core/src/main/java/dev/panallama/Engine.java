package dev.panallama;

import dev.panallama.internal.host.HostedEngine;
import dev.panallama.internal.host.HostedModel;
import dev.panallama.internal.host.HostedSequence;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Computes many sessions together, so that they cost little more than one: what they generate goes through the model in
/// one batch, and a beginning that several of them share is computed once.
///
/// ```java
/// try (Engine engine = model.engine(EngineOptions.defaults().withSlots(8));
///      Session session = engine.session()) {
///     session.append("The capital of France is");
///     System.out.println(session.generate(Sampler.greedy(), 8).text());
/// }
/// ```
///
/// Any thread may use it. Thousands of sessions may be open, and thousands of virtual threads may wait in them: a session
/// needs one of the engine's slots only while it computes. Code of yours that chooses tokens (stages of a sampler) runs on
/// the engine's thread and holds up all sessions.
public final class Engine implements AutoCloseable {
    private final Model model;
    private final EngineOptions options;
    private final HostedEngine engine;
    private final Stopwatch stopwatch = new Stopwatch();
    private final @Nullable HostedEngine drafts; // of the sessions' smaller model, if they have one

    Engine(Model model, HostedModel hosted, EngineOptions options) {
        model.checkGenerates();
        this.model = model;
        this.options = options.resolvedFor(model.info());
        SessionOptions session = this.options.session();
        engine = hosted.openEngine(
                this.options::writeTo, this.options.parameters(model.fingerprint() + " " + session.shape()));
        Model.CLEANER.register(this, engine.cleanUp());
        try {
            drafts = session.speculation() instanceof Speculation.DraftModel it ? openDrafts(it.model()) : null;
        } catch (Throwable failure) {
            engine.close();
            throw failure;
        }
    }

    private HostedEngine openDrafts(Model smaller) {
        smaller.checkGenerates();
        SessionOptions session = options.session();
        EngineOptions own = options.withSession(SpeculatorOpening.ofDrafts(session, session.contextLength()))
                .withPrefixCache(options.prefixCache().withoutFolder());
        HostedEngine opened = smaller.openEngine(own.resolvedFor(smaller.info()));
        Model.CLEANER.register(this, opened.cleanUp());
        return opened;
    }

    /// Returns the options with numbers for what was left to the engine.
    public EngineOptions options() {
        return options;
    }

    /// Opens a session with [QueueOptions#defaults].
    public Session session() {
        return session(QueueOptions.defaults());
    }

    /// Opens a session, at once. Its calls wait for a slot where all are in use.
    ///
    /// They throw [dev.panallama.error.EngineBusyException] if too many wait already or no slot is free in time; the session
    /// is as before then. A call that changes adapters in the midst of a session makes it keep its slot until it is closed.
    public Session session(QueueOptions queue) {
        SessionOptions kind = options.session();
        var sequence = new Sequence(open(engine, queue), kind.contextShift());
        var speculator = SpeculatorOpening.open(model, kind, sequence.memory(),
                (_, _) -> open(Objects.requireNonNull(drafts), queue));
        return new Session(this, model, kind, sequence, speculator);
    }

    private static HostedSequence open(HostedEngine engine, QueueOptions queue) {
        return engine.openSequence(queue.priority(), queue.patience().toNanos());
    }

    /// Opens a chat with [ChatOptions#defaults].
    ///
    /// @throws IllegalArgumentException if the model has no chat template: give one with the options
    public Chat chat() {
        return chat(ChatOptions.defaults());
    }

    /// Opens a chat whose replies are computed here. Of the options, those for a session mean nothing to it.
    ///
    /// @throws IllegalArgumentException if neither the model nor the options have a chat template
    public Chat chat(ChatOptions options) {
        return new Chat(model, this::session, options);
    }

    /// Returns what the engine is doing, and what it has done since it was opened.
    public EngineStatistics statistics() {
        return EngineStatistics.of(engine.facts());
    }

    /// Returns how long its sessions have computed so far, all together: those that did so at the same time count as often as
    /// they are. Waiting for a slot counts.
    public Timings timings() {
        return stopwatch.timings();
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    /// Ends what its sessions are doing, and frees it. They can be used no more, but closed. Closing twice does nothing.
    @Override
    public void close() {
        engine.close();
        if (drafts != null) drafts.close();
    }
}

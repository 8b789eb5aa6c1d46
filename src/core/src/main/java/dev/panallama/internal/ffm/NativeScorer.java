package dev.panallama.internal.ffm;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedScorer;
import dev.panallama.internal.host.TokenScores;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Says how likely texts are, in a context of its own. Any thread may call; calls take turns. After [#close] every call
/// throws `IllegalStateException`.
final class NativeScorer implements HostedScorer {
    private final ContextOwner<ScoringContext> owner;

    private NativeScorer(ContextOwner<ScoringContext> owner) {
        this.owner = owner;
    }

    /// Opens a context of `model`, which cannot be closed before it.
    public static NativeScorer open(NativeModel model, Consumer<ContextParameters> settings) {
        return new NativeScorer(new ContextOwner<>(model, "scorer", () -> new ScoringContext(model, settings)));
    }

    @Override
    public int contextLength() {
        return owner.use().contextLength();
    }

    @Override
    public List<TokenScores> score(List<Text> texts, int shared, int alternatives) {
        owner.checkUsable();
        var stopped = new AtomicBoolean();
        return owner.call(it -> it.score(texts, shared, alternatives, stopped::get), () -> stopped.set(true));
    }

    @Override
    public void checkUsable() {
        owner.checkUsable();
    }

    @Override
    public void close() {
        owner.close();
    }

    @Override
    public Runnable cleanUp() {
        return owner::close;
    }
}

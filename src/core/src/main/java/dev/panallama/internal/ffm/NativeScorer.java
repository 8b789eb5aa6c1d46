package dev.panallama.internal.ffm;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Says how likely texts are, in a context of its own. Any thread may call; calls take turns. After [#close] every call
/// throws `IllegalStateException`.
public final class NativeScorer {
    /// Tokens of which some are scored.
    ///
    /// @param ids all tokens, the first as context
    /// @param from the first that is scored: 1 or more
    /// @param computed how many are computed: all but the last as a rule, which no token follows
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    public record Text(int[] ids, int from, int computed) {
        /// Leaves out the last token.
        public Text(int[] ids, int from) {
            this(ids, from, ids.length - 1);
        }
    }

    private final ContextOwner<ScoringContext> owner;

    private NativeScorer(ContextOwner<ScoringContext> owner) {
        this.owner = owner;
    }

    /// Opens a context of `model`, which cannot be closed before it.
    public static NativeScorer open(NativeModel model, Consumer<ContextParameters> settings) {
        return new NativeScorer(new ContextOwner<>(model, "scorer", () -> new ScoringContext(model, settings)));
    }

    /// Returns how many tokens a text may have.
    public int contextLength() {
        return owner.use().contextLength();
    }

    /// Scores texts, each from its own token on. What all have in common is computed once.
    ///
    /// @param texts each of 2 to [#contextLength] tokens
    /// @param shared how many tokens all begin with, none of them scored
    /// @return the scores of each text
    /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted
    public List<TokenScores> score(List<Text> texts, int shared) {
        owner.checkUsable();
        var stopped = new AtomicBoolean();
        return owner.call(it -> it.score(texts, shared, stopped::get), () -> stopped.set(true));
    }

    /// Throws if the scorer is closed, or lost because C broke off.
    public void checkUsable() {
        owner.checkUsable();
    }

    /// Frees the context. Closing twice does nothing.
    public void close() {
        owner.close();
    }

    /// Returns the action that frees a scorer whose owner was garbage collected.
    public Runnable cleanUp() {
        return owner::close;
    }
}

package dev.panallama.internal.host;

import java.util.List;

/// Says how likely texts are, in a context of its own. Any thread may call; calls take turns. After [#close] every call
/// throws `IllegalStateException`.
public interface HostedScorer {
    /// Tokens of which some are scored.
    ///
    /// @param ids all tokens, the first as context
    /// @param from the first that is scored: 1 or more
    /// @param computed how many are computed: all but the last as a rule, which no token follows
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Text(int[] ids, int from, int computed) {
        /// Leaves out the last token.
        public Text(int[] ids, int from) {
            this(ids, from, ids.length - 1);
        }
    }

    /// Returns how many tokens a text may have.
    int contextLength();

    /// Scores texts, each from its own token on. What all have in common is computed once.
    ///
    /// @param texts each of 2 to [#contextLength] tokens
    /// @param shared how many tokens all begin with, none of them scored
    /// @param alternatives how many of the likeliest tokens are told in each place
    /// @return the scores of each text
    /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted
    List<TokenScores> score(List<Text> texts, int shared, int alternatives);

    /// Throws if the scorer is closed, or lost because C broke off.
    void checkUsable();

    /// Frees the context. Closing twice does nothing.
    void close();

    /// Returns the action that frees a scorer whose owner was garbage collected.
    Runnable cleanUp();
}

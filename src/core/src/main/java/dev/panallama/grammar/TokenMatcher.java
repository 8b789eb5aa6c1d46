package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Follows one generation through a grammar, token by token. Serves one thread at a time.
///
/// A token that ends a generation is allowed exactly where the grammar may end. A token without text, as a control
/// token, is allowed only where the grammar names it. A lazy grammar allows everything until a trigger appears, except
/// a token that brings one with a text after it that the grammar does not match.
public final class TokenMatcher {
    private final TokenSteps steps;
    private final BitSet refused = new BitSet(); // while waiting: by patterns, at this position
    private @Nullable TriggerWatch watch; // while waiting
    private State state;

    TokenMatcher(TokenSteps steps, @Nullable TriggerWatch watch) {
        this(steps, watch, steps.machine().start());
    }

    private TokenMatcher(TokenSteps steps, @Nullable TriggerWatch watch, State state) {
        this.steps = steps;
        this.watch = watch;
        this.state = state;
    }

    /// Returns whether a token may come next.
    ///
    /// @throws IllegalArgumentException if there is no such token
    /// @throws GrammarException if the grammar is too ambiguous to tell
    public boolean allows(int id) {
        steps.vocabulary().check(id);
        if (watch != null) return allowsWaiting(watch, id);
        return steps.vocabulary().isEnd(id) ? state.canEnd() : steps.allows(state, id);
    }

    private boolean allowsWaiting(TriggerWatch watch, int id) {
        if (steps.vocabulary().isEnd(id)) return true;
        State after = watch.after(id);
        if (after == null || !after.isDead()) return true;
        refused.set(id);
        return false;
    }

    /// Sets the bit of every token that may come next, and clears the others. Takes a millisecond or several; while
    /// the grammar waits for a pattern, it counts in tokens that [#allows] has not refused yet.
    ///
    /// @throws GrammarException if there is none, because no token of the vocabulary continues the text as the grammar
    ///     wants it, or if the grammar is too ambiguous to tell
    public void allowed(BitSet ids) {
        ids.clear();
        if (watch == null) collect(ids);
        else collectWaiting(watch, ids);
    }

    private void collect(BitSet ids) {
        steps.collect(state, ids);
        if (state.canEnd()) ids.or(steps.vocabulary().ends());
        if (ids.isEmpty())
            throw new GrammarException("no token of this vocabulary continues the text: the grammar expects %s"
                    .formatted(expectation()));
    }

    private void collectWaiting(TriggerWatch watch, BitSet ids) {
        TokenTrie vocabulary = steps.vocabulary();
        for (int id = 0; id < vocabulary.size(); id++) {
            State after = vocabulary.isEnd(id) ? null : watch.afterTokenOrWord(id);
            ids.set(id, after == null || !after.isDead());
        }
        ids.andNot(refused);
    }

    /// Goes on past a token.
    ///
    /// @throws GrammarException if it may not come next; the matcher is as before
    /// @throws IllegalArgumentException if there is no such token
    public void accept(int id) {
        steps.vocabulary().check(id);
        if (steps.vocabulary().isEnd(id)) {
            if (!canEnd()) throw refused(id);
        } else if (watch == null) {
            goOn(steps.after(state, id, 0), id);
        } else {
            acceptWaiting(watch, id);
        }
    }

    private void acceptWaiting(TriggerWatch waiting, int id) {
        State after = waiting.after(id);
        if (after != null) {
            goOn(after, id);
            watch = null;
        } else {
            waiting.add(id);
        }
        refused.clear();
    }

    private void goOn(State after, int id) {
        if (after.isDead()) throw refused(id);
        state = after;
    }

    private GrammarException refused(int id) {
        return new GrammarException("the grammar does not allow token %d here: it expects %s"
                .formatted(id, expectation()));
    }

    private Expectation expectation() {
        return new Expectation(steps.machine().program(), state);
    }

    /// Returns whether the generation may end here.
    public boolean canEnd() {
        return watch != null || state.canEnd();
    }

    /// Returns whether the generation has to end here.
    public boolean mustEnd() {
        return watch == null && state.canEnd() && state.size() == 0;
    }

    /// Returns whether a lazy grammar still waits for a trigger.
    public boolean isWaiting() {
        return watch != null;
    }

    /// Returns a matcher that is where this one is and goes on by itself. Costs next to nothing.
    public TokenMatcher copy() {
        var copy = new TokenMatcher(steps, watch == null ? null : new TriggerWatch(watch), state);
        copy.refused.or(refused);
        return copy;
    }
}

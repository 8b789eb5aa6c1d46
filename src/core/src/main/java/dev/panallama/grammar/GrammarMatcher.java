package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.nio.charset.StandardCharsets;

/// Follows one text through a grammar, as bytes of UTF-8 that may come in any pieces, also inside a character.
/// Serves one thread at a time. A token that the grammar names has no text, so none can pass it here.
public final class GrammarMatcher {
    private final Machine machine;
    private State state;

    GrammarMatcher(Machine machine) {
        this(machine, machine.start());
    }

    private GrammarMatcher(Machine machine, State state) {
        this.machine = machine;
        this.state = state;
    }

    /// Returns whether these bytes may come next. Nothing changes.
    ///
    /// @throws GrammarException if the grammar is too ambiguous to tell
    public boolean accepts(byte... next) {
        return !after(next).isDead();
    }

    /// Returns whether this text may come next. Nothing changes.
    public boolean accepts(String next) {
        return accepts(next.getBytes(StandardCharsets.UTF_8));
    }

    /// Goes on past these bytes.
    ///
    /// @throws GrammarException if they cannot come next; the matcher is as before
    public void accept(byte... next) {
        State after = after(next);
        if (after.isDead()) throw refused(next);
        state = after;
    }

    /// Goes on past this text.
    ///
    /// @throws GrammarException if it cannot come next; the matcher is as before
    public void accept(String next) {
        accept(next.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns whether the text may end here.
    public boolean canEnd() {
        return state.canEnd();
    }

    /// Returns whether the text has to end here.
    public boolean mustEnd() {
        return state.canEnd() && state.size() == 0;
    }

    /// Returns a matcher that is where this one is. Costs next to nothing.
    public GrammarMatcher copy() {
        return new GrammarMatcher(machine, state);
    }

    private State after(byte[] next) {
        State after = state;
        for (byte value : next) {
            if (after.isDead()) return after;
            after = machine.next(after, value);
        }
        return after;
    }

    private GrammarException refused(byte[] next) {
        return new GrammarException("the grammar does not allow \"%s\" here: it expects %s".formatted(
                new String(next, StandardCharsets.UTF_8), new Expectation(machine.program(), state)));
    }
}

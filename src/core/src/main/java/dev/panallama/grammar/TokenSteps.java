package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.BitSet;

/// Takes a grammar from state to state by the tokens of a vocabulary. Any thread may use it.
final class TokenSteps {
    private final Machine machine;
    private final TokenTrie vocabulary;
    private final int[] named; // the ids of the tokens that the grammar names

    /// @throws GrammarException if the grammar names a token that the vocabulary does not have
    TokenSteps(Machine machine, TokenTrie vocabulary) {
        this.machine = machine;
        this.vocabulary = vocabulary;
        named = machine.program().tokens().stream().mapToInt(vocabulary::resolve).toArray();
    }

    Machine machine() {
        return machine;
    }

    TokenTrie vocabulary() {
        return vocabulary;
    }

    /// Returns whether a token that does not end the generation may come next.
    boolean allows(State state, int id) {
        if (!afterBytes(state, id, 0).isDead()) return true;
        if (!state.hasTokens()) return false;
        for (int i = 0; i < state.size(); i++)
            if (state.character(i) == State.AT_TOKEN && matches(tokenAt(state, i), id)) return true;
        return false;
    }

    /// Returns the state after a token, or what is left of it after `skipped` bytes; dead if it cannot come.
    State after(State state, int id, int skipped) {
        State byBytes = afterBytes(state, id, skipped);
        return state.hasTokens() ? machine.nextToken(state, token -> matches(token, id), byBytes) : byBytes;
    }

    private State afterBytes(State state, int id, int skipped) {
        return vocabulary.hasText(id) ? vocabulary.after(machine, state, id, skipped) : machine.dead();
    }

    /// Sets the bits of all tokens that may come next, except those that end the generation.
    void collect(State state, BitSet ids) {
        vocabulary.collect(machine, state, ids);
        if (!state.hasTokens()) return;
        for (int i = 0; i < state.size(); i++)
            if (state.character(i) == State.AT_TOKEN) addToken(tokenAt(state, i), ids);
    }

    private void addToken(int token, BitSet ids) {
        int id = named[token];
        if (machine.program().tokens().get(token).negated()) {
            boolean before = ids.get(id);
            ids.or(vocabulary.negatable());
            ids.set(id, before);
        } else if (!vocabulary.isEnd(id)) {
            ids.set(id);
        }
    }

    private int tokenAt(State state, int place) {
        return machine.program().argument(state.step(place));
    }

    private boolean matches(int token, int id) {
        if (!machine.program().tokens().get(token).negated()) return id == named[token];
        return id != named[token] && vocabulary.negatable().get(id);
    }
}

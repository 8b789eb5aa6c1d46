package dev.panallama.grammar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// All the places in a grammar where a text may be. Any thread may use it: only the memory of what follows on which
/// byte changes, and each entry of that is written once or several times alike.
final class State {
    /// An item whose step reads a token instead of a character.
    static final int AT_TOKEN = -1;

    private final boolean end;
    private final int[] steps;
    private final int[] characters; // the state of the automaton of each step, or AT_TOKEN
    private final Frame[] frames;
    private final int effort;
    private final boolean tokens;
    private final int hash;
    private final @Nullable State[] next;

    /// @param end whether the text may end here
    /// @param steps ascending, then by character state and by frame
    /// @param effort how many steps of the grammar it took to find it
    /// @param kinds how many kinds of bytes there are
    State(boolean end, int[] steps, int[] characters, Frame[] frames, int effort, int kinds) {
        this.end = end;
        this.steps = steps;
        this.characters = characters;
        this.frames = frames;
        this.effort = effort;
        int code = 31 * Arrays.hashCode(steps) + Arrays.hashCode(characters) + (end ? 1 : 0);
        boolean any = false;
        for (int i = 0; i < steps.length; i++) {
            code = 31 * code + frames[i].id();
            any |= characters[i] == AT_TOKEN;
        }
        hash = code;
        tokens = any;
        next = new State[kinds];
    }

    /// Returns whether the text may end here.
    boolean canEnd() {
        return end;
    }

    /// Returns whether neither an end nor anything else is possible.
    boolean isDead() {
        return !end && steps.length == 0;
    }

    /// Returns whether a token may come here that the grammar names.
    boolean hasTokens() {
        return tokens;
    }

    /// Returns the number of places.
    int size() {
        return steps.length;
    }

    /// Returns how many steps of the grammar it took to find this state.
    int effort() {
        return effort;
    }

    int step(int index) {
        return steps[index];
    }

    int character(int index) {
        return characters[index];
    }

    Frame frame(int index) {
        return frames[index];
    }

    /// Returns the state after a byte of this kind, if it has been found before.
    @Nullable
    State known(int kind) {
        return next[kind];
    }

    void remember(int kind, State after) {
        next[kind] = after;
    }

    /// Forgets what follows.
    void forget() {
        Arrays.fill(next, null);
    }

    /// Compares frames by identity: equal ones are the same.
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
        if (!(other instanceof State that) || end != that.end || !Arrays.equals(steps, that.steps)) return false;
        if (!Arrays.equals(characters, that.characters)) return false;
        for (int i = 0; i < frames.length; i++) if (frames[i] != that.frames[i]) return false;
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

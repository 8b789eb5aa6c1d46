package dev.panallama.grammar;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Runs a program on text, byte by byte. Each state and each step from it is worked out once and kept, so that
/// equal states are the same object. Any number of texts may be matched at once, by any thread.
final class Machine {
    private static final int MEMORY = 4_000_000; // in words: at most some 50 MB

    private final Program program;
    private final Map<State, State> states = new HashMap<>();
    private final Map<Frame, Frame> frames = new HashMap<>();
    private int kept;
    private int lastFrame;
    private final State start;
    private final State dead;

    Machine(Program program) {
        this.program = program;
        var closure = new Closure(this, program);
        closure.start();
        start = closure.finish();
        dead = new Closure(this, program).finish();
    }

    Program program() {
        return program;
    }

    /// Returns the state before any text.
    State start() {
        return start;
    }

    /// Returns the state that nothing leads out of.
    State dead() {
        return dead;
    }

    /// Returns the state after one more byte, which is dead if the byte cannot come.
    State next(State state, byte value) {
        State known = known(state, value);
        return known != null ? known : work(state, value, program.characters().kind(value));
    }

    /// Returns the state after one more byte, if it has been found before.
    @Nullable
    State known(State state, byte value) {
        return state.known(program.characters().kind(value));
    }

    private synchronized State work(State state, byte value, int kind) {
        var closure = new Closure(this, program);
        for (int i = 0; i < state.size(); i++) {
            if (state.character(i) == State.AT_TOKEN) continue;
            int after = program.characters().next(state.character(i), value);
            if (after == Utf8Automaton.COMPLETE) closure.enter(state.step(i) + 1, state.frame(i));
            else if (after != Utf8Automaton.NONE) closure.stay(state.step(i), after, state.frame(i));
        }
        State found = closure.finish();
        state.remember(kind, found);
        return found;
    }

    /// Returns the state after a token that the grammar names, united with what its bytes lead to.
    ///
    /// @param matches tells by its index in [Program#tokens] which of the named tokens it is
    /// @param other the state after the token's bytes, dead if they cannot come
    synchronized State nextToken(State state, IntPredicate matches, State other) {
        var closure = new Closure(this, program);
        closure.add(other);
        for (int i = 0; i < state.size(); i++)
            if (state.character(i) == State.AT_TOKEN && matches.test(program.argument(state.step(i))))
                closure.enter(state.step(i) + 1, state.frame(i));
        return closure.finish();
    }

    /// Returns the frame that is kept of all equal ones.
    Frame kept(int[] steps, Frame[] parents) {
        var frame = new Frame(lastFrame + 1, steps, parents);
        Frame known = frames.putIfAbsent(frame, frame);
        if (known != null) return known;
        lastFrame++;
        makeRoom(2 * steps.length + 20);
        return frame;
    }

    /// Returns the state that is kept of all equal ones.
    State kept(State state) {
        State known = states.putIfAbsent(state, state);
        if (known != null) return known;
        makeRoom(3 * state.size() + program.characters().kinds() + 30);
        return state;
    }

    /// Forgets everything when it is too much: what is in use lives on, but is no longer found.
    private void makeRoom(int more) {
        kept += more;
        if (kept < MEMORY) return;
        kept = 0;
        states.clear();
        frames.clear();
        start.forget();
    }
}

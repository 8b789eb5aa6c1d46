package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Collects the places that are reached without reading anything, which make up a state.
///
/// A routine called here gets one frame that unites all its callers. So it is entered only when all of them are
/// known: callers first, which the absence of left recursion makes possible. A routine that may match nothing is
/// stepped over by its caller, and need not be waited for.
final class Closure {
    /// How many places a state may have, and returns a frame: a grammar within reason has a few hundred.
    static final int MAX_PLACES = 12_000;
    private static final int MAX_REACHED = 100_000;
    private static final int MAX_VISITS = 200_000; // a millisecond or two

    private final Machine machine;
    private final Program program;
    private final Places places = new Places(); // some twice
    private final LongSet reached = new LongSet();
    private final IntList steps = new IntList(); // reached, in this order, which is nearly the one wanted in the end
    private final List<Frame> frames = new ArrayList<>(); // of each of these
    private int followed;
    private int visits; // of places, each as often as something leads there
    private final Map<Integer, Places> returns = new HashMap<>(); // of each routine called here
    private final BitSet calledRanks = new BitSet();
    private boolean end;

    Closure(Machine machine, Program program) {
        this.machine = machine;
        this.program = program;
    }

    /// Begins the whole.
    void start() {
        call(0, 0, Frame.BOTTOM);
        if (program.isNullable(0)) enter(0, Frame.BOTTOM);
    }

    /// Goes on at a step.
    void enter(int step, Frame frame) {
        visit();
        if (!reached.add((long) step << 32 | frame.id())) return;
        checkSize(steps.size(), MAX_REACHED);
        steps.add(step);
        frames.add(frame);
    }

    /// Stays at a step that is inside a character, or at a token.
    void stay(int step, int character, Frame frame) {
        places.add(step, character, frame);
        checkSize(places.size(), MAX_PLACES);
    }

    /// Adds all places of another state.
    void add(State state) {
        end |= state.canEnd();
        for (int i = 0; i < state.size(); i++) stay(state.step(i), state.character(i), state.frame(i));
    }

    /// Returns the state of all that was reached.
    State finish() {
        follow(true);
        for (int rank = calledRanks.nextSetBit(0); rank >= 0; rank = calledRanks.nextSetBit(rank + 1)) {
            int routine = program.ranked(rank);
            enter(program.start(routine), frame(Objects.requireNonNull(returns.get(routine))));
            follow(false);
        }
        return state();
    }

    /// @param old whether the frames are older than this closure: a new one was stepped over where it may return
    private void follow(boolean old) {
        for (; followed < steps.size(); followed++) {
            int step = steps.get(followed);
            Frame frame = frames.get(followed);
            int argument = program.argument(step);
            switch (program.kind(step)) {
                case Program.END -> end = true;
                case Program.CHARACTER -> stay(step, argument, frame);
                case Program.TOKEN -> stay(step, State.AT_TOKEN, frame);
                case Program.JUMP -> enter(argument, frame);
                case Program.SPLIT -> {
                    enter(step + 1, frame);
                    enter(argument, frame);
                }
                case Program.CALL -> {
                    call(argument, step + 1, frame);
                    if (program.isNullable(argument)) enter(step + 1, frame);
                }
                default -> {
                    if (old) for (int i = 0; i < frame.size(); i++) enter(frame.step(i), frame.parent(i));
                }
            }
        }
    }

    /// A call that is the last step of its routine returns to where that one does: recursion at the end, as in a
    /// list, does not deepen the stack.
    private void call(int routine, int step, Frame frame) {
        Places points = returns.computeIfAbsent(routine, _ -> new Places());
        if (program.returns(step)) {
            for (int i = 0; i < frame.size(); i++) {
                visit();
                points.add(frame.step(i), 0, frame.parent(i));
            }
        } else {
            points.add(step, 0, frame);
        }
        checkSize(points.size(), MAX_PLACES);
        calledRanks.set(program.rank(routine));
    }

    private Frame frame(Places returnPoints) {
        returnPoints.settle();
        return machine.kept(returnPoints.steps(), returnPoints.frames());
    }

    private State state() {
        int effort = visits + places.size();
        places.settle();
        return machine.kept(new State(
                end,
                places.steps(),
                places.characters(),
                places.frames(),
                effort,
                program.characters().kinds()));
    }

    private void visit() {
        if (++visits > MAX_VISITS)
            throw new GrammarException(
                    "the grammar is too ambiguous: more than %,d ways lead on from this text; ".formatted(MAX_VISITS)
                            + "let alternatives begin differently");
    }

    private static void checkSize(int size, int limit) {
        if (size <= limit) return;
        throw new GrammarException(
                "the grammar is too ambiguous: after this text it may be at more than %,d places; ".formatted(limit)
                        + "let alternatives begin differently");
    }
}

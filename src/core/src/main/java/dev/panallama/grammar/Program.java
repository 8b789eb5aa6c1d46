package dev.panallama.grammar;

import java.util.List;

/// A grammar as steps of a machine with a stack of return addresses. Immutable.
///
/// Rule bodies are routines; they call each other. Step 0 is the end of the whole, and routine 0 the root.
final class Program {
    /// The whole has been matched.
    static final byte END = 0;
    /// Reads a character; the argument is the state of the automaton that it begins in.
    static final byte CHARACTER = 1;
    /// Reads a token; the argument is its index in the list of them.
    static final byte TOKEN = 2;
    /// Goes on at the next step and at the argument.
    static final byte SPLIT = 3;
    /// Goes on at the argument.
    static final byte JUMP = 4;
    /// Goes on at a routine, and after its end at the next step.
    static final byte CALL = 5;
    /// Ends a routine.
    static final byte RETURN = 6;

    private final byte[] steps;
    private final int[] arguments;
    private final int[] starts;
    private final boolean[] nullable;
    private final int[] routines;
    private final int[] ranks;
    private final List<TokenElement> tokens;
    private final Utf8Automaton characters;

    /// @param steps what each step does, a constant of this class
    /// @param arguments of each step
    /// @param starts the first step of each routine
    /// @param calls what is known of how the routines call each other
    Program(
            byte[] steps,
            int[] arguments,
            int[] starts,
            CallAnalysis calls,
            List<TokenElement> tokens,
            Utf8Automaton characters) {
        this.steps = steps;
        this.arguments = arguments;
        this.starts = starts;
        this.nullable = calls.nullable();
        this.routines = calls.order();
        this.tokens = List.copyOf(tokens);
        this.characters = characters;
        ranks = new int[routines.length];
        for (int i = 0; i < ranks.length; i++) ranks[routines[i]] = i;
    }

    /// Returns what a step does.
    byte kind(int step) {
        return steps[step];
    }

    int argument(int step) {
        return arguments[step];
    }

    /// Returns the first step of a routine.
    int start(int routine) {
        return starts[routine];
    }

    /// Returns whether a routine may match nothing.
    boolean isNullable(int routine) {
        return nullable[routine];
    }

    /// Returns the rank of a routine: it is lower than that of those that it calls before anything is read.
    int rank(int routine) {
        return ranks[routine];
    }

    /// Returns the routine of a rank.
    int ranked(int rank) {
        return routines[rank];
    }

    /// Returns the tokens that the grammar names.
    List<TokenElement> tokens() {
        return tokens;
    }

    Utf8Automaton characters() {
        return characters;
    }

    /// Returns whether nothing but the end of the routine is left at a step.
    boolean returns(int step) {
        int at = step;
        while (steps[at] == JUMP && arguments[at] > at) at = arguments[at];
        return steps[at] == RETURN;
    }
}

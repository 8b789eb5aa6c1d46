package dev.panallama.grammar;

import java.util.Arrays;

/// Where to go on when a routine ends: at several places if it was called from several. All stacks of a state share
/// their frames, so that what is ambiguous does not multiply. Immutable, and equal if it goes on alike.
final class Frame {
    /// Below the lowest frame: there is nothing to return to.
    static final Frame BOTTOM = new Frame(0, new int[0], new Frame[0]);

    private final int id;
    private final int[] steps;
    private final Frame[] parents; // the frame of each step
    private final int hash;

    /// @param id differs from that of every other frame of the machine
    /// @param steps where to go on, ascending, and ascending by parents where they are equal
    Frame(int id, int[] steps, Frame[] parents) {
        this.id = id;
        this.steps = steps;
        this.parents = parents;
        int code = Arrays.hashCode(steps);
        for (Frame parent : parents) code = 31 * code + parent.id;
        hash = code;
    }

    int id() {
        return id;
    }

    int size() {
        return steps.length;
    }

    int step(int index) {
        return steps[index];
    }

    Frame parent(int index) {
        return parents[index];
    }

    /// Compares parents by identity: equal ones are the same.
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
        if (!(other instanceof Frame that) || !Arrays.equals(steps, that.steps)) return false;
        for (int i = 0; i < parents.length; i++) if (parents[i] != that.parents[i]) return false;
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

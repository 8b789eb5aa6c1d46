package dev.panallama.grammar;

import java.util.Arrays;

/// Finds the routines that may match nothing: from the ends of routines backwards over the steps that read nothing.
final class NullableRoutines {
    private final byte[] steps;
    private final int[] arguments;
    private final int[] firstSource; // of each step: an index into sources, which end where those of the next begin
    private final int[] sources; // the jumps and splits that lead to a step
    private final int[] firstCall; // of each routine: an index into calls
    private final int[] calls; // the steps that call it
    private final int[] routineAt; // the routine that starts at a step, or -1
    private final boolean[] endsFrom; // the routine's end can be reached from this step without reading
    private final boolean[] nullable;
    private final IntList todo = new IntList();

    NullableRoutines(byte[] steps, int[] arguments, int[] starts) {
        this.steps = steps;
        this.arguments = arguments;
        firstSource = new int[steps.length + 1];
        sources = group(firstSource, false);
        firstCall = new int[starts.length + 1];
        calls = group(firstCall, true);
        endsFrom = new boolean[steps.length];
        nullable = new boolean[starts.length];
        routineAt = new int[steps.length];
        Arrays.fill(routineAt, -1);
        for (int i = 0; i < starts.length; i++) routineAt[starts[i]] = i;
    }

    /// Groups the steps by their argument: calls by routine, jumps and splits by target.
    private int[] group(int[] first, boolean ofCalls) {
        for (int i = 0; i < steps.length; i++) if (isGrouped(i, ofCalls)) first[arguments[i] + 1]++;
        for (int i = 1; i < first.length; i++) first[i] += first[i - 1];
        int[] grouped = new int[first[first.length - 1]];
        int[] next = first.clone();
        for (int i = 0; i < steps.length; i++) if (isGrouped(i, ofCalls)) grouped[next[arguments[i]]++] = i;
        return grouped;
    }

    private boolean isGrouped(int step, boolean ofCalls) {
        return ofCalls
                ? steps[step] == Program.CALL
                : steps[step] == Program.JUMP || steps[step] == Program.SPLIT;
    }

    boolean[] find() {
        for (int i = 0; i < steps.length; i++) if (steps[i] == Program.RETURN) mark(i);
        while (!todo.isEmpty()) {
            int at = todo.removeLast();
            for (int i = firstSource[at]; i < firstSource[at + 1]; i++) mark(sources[i]);
            if (routineAt[at] >= 0) markCalls(routineAt[at]);
            else if (steps[at - 1] == Program.SPLIT) mark(at - 1);
            else if (steps[at - 1] == Program.CALL && nullable[arguments[at - 1]]) mark(at - 1);
        }
        return nullable;
    }

    private void mark(int step) {
        if (endsFrom[step]) return;
        endsFrom[step] = true;
        todo.add(step);
    }

    private void markCalls(int routine) {
        nullable[routine] = true;
        for (int i = firstCall[routine]; i < firstCall[routine + 1]; i++)
            if (endsFrom[calls[i] + 1]) mark(calls[i]);
    }
}

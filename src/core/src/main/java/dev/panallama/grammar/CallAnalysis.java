package dev.panallama.grammar;

import dev.panallama.error.GrammarException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// Finds which routines may match nothing, and which call each other before anything is read. Takes time in
/// proportion to the number of steps, and no stack.
final class CallAnalysis {
    private final byte[] steps;
    private final int[] arguments;
    private final int[] starts;
    private final boolean[] nullable;

    private final int[] order;

    /// @param failure makes the exception for routines that call each other in a circle before anything is read
    CallAnalysis(
            byte[] steps,
            int[] arguments,
            int[] starts,
            Function<List<Integer>, GrammarException> failure) {
        this.steps = steps;
        this.arguments = arguments;
        this.starts = starts;
        nullable = new NullableRoutines(steps, arguments, starts).find();
        order = findOrder(failure);
    }

    /// Returns for each routine whether it may match nothing.
    boolean[] nullable() {
        return nullable;
    }

    /// Returns the routines, each before those that it calls before anything is read.
    int[] order() {
        return order;
    }

    private int[] findOrder(Function<List<Integer>, GrammarException> failure) {
        int[][] callees = new int[starts.length][];
        int[] seenBy = new int[steps.length];
        Arrays.fill(seenBy, -1);
        for (int i = 0; i < starts.length; i++) callees[i] = firstCalls(i, seenBy);
        return new Ordering(callees).callersFirst(failure);
    }

    private int[] firstCalls(int routine, int[] seenBy) {
        var calls = new IntList();
        var todo = new IntList();
        todo.add(starts[routine]);
        while (!todo.isEmpty()) {
            int at = todo.removeLast();
            if (seenBy[at] == routine) continue;
            seenBy[at] = routine;
            switch (steps[at]) {
                case Program.JUMP -> todo.add(arguments[at]);
                case Program.SPLIT -> {
                    todo.add(arguments[at]);
                    todo.add(at + 1);
                }
                case Program.CALL -> {
                    calls.add(arguments[at]);
                    if (nullable[arguments[at]]) todo.add(at + 1);
                }
                default -> {
                }
            }
        }
        return Arrays.stream(calls.toArray()).distinct().toArray();
    }

    /// Sorts a graph by depth-first search.
    private static final class Ordering {
        private final int[][] callees;
        private final int[] nextCallee;
        private final boolean[] onPath;
        private final Deque<Integer> path = new ArrayDeque<>();
        private final IntList finished = new IntList();

        Ordering(int[][] callees) {
            this.callees = callees;
            nextCallee = new int[callees.length];
            onPath = new boolean[callees.length];
        }

        int[] callersFirst(Function<List<Integer>, GrammarException> failure) {
            boolean[] visited = new boolean[callees.length];
            for (int i = 0; i < callees.length; i++) {
                if (visited[i]) continue;
                enter(i, visited);
                while (!path.isEmpty()) goOn(visited, failure);
            }
            int[] order = new int[callees.length];
            for (int i = 0; i < order.length; i++) order[i] = finished.get(order.length - 1 - i);
            return order;
        }

        private void enter(int routine, boolean[] visited) {
            visited[routine] = true;
            onPath[routine] = true;
            path.addLast(routine);
        }

        private void goOn(boolean[] visited, Function<List<Integer>, GrammarException> failure) {
            int routine = path.getLast();
            if (nextCallee[routine] == callees[routine].length) {
                finished.add(routine);
                onPath[routine] = false;
                path.removeLast();
                return;
            }
            int callee = callees[routine][nextCallee[routine]++];
            if (onPath[callee]) throw failure.apply(circle(callee));
            if (!visited[callee]) enter(callee, visited);
        }

        private List<Integer> circle(int first) {
            var all = new ArrayList<>(path);
            return all.subList(all.indexOf(first), all.size());
        }
    }
}

package dev.panallama.grammar;

import java.util.LinkedHashSet;
import java.util.Set;

/// Says for a message what may come next.
record Expectation(Program program, State state) {
    private static final int SHOWN = 5;

    @Override
    public String toString() {
        Set<String> expected = new LinkedHashSet<>();
        if (state.canEnd()) expected.add("the end");
        for (int i = 0; i < state.size() && expected.size() <= SHOWN; i++) expected.add(describe(i));
        if (expected.isEmpty()) return "nothing";
        var shown = expected.stream().limit(SHOWN).toList();
        return String.join(" or ", shown) + (expected.size() > SHOWN ? " or more" : "");
    }

    private String describe(int place) {
        int begin = program.argument(state.step(place));
        if (state.character(place) == State.AT_TOKEN) return program.tokens().get(begin).toString();
        CodePoints set = program.characters().set(begin);
        return state.character(place) == begin ? set.toString() : "the rest of " + set;
    }
}

package dev.panallama.internal.speculation;

/// Guesses that a text goes on as it did where its end occurred before. It learns also from what was guessed and not
/// computed, so that where texts do not repeat themselves, finding that out costs nothing.
public final class PromptLookup implements Drafter {
    private static final int LONGEST = 16; // tokens that are compared, beyond which it is not likelier to be right
    private static final double DOUBTFUL = 4;

    private final int shortest;
    private final boolean adaptive;
    private final BatchCosts costs;
    private final TokenIndex index;
    private final Acceptance acceptance;
    private int found; // how many tokens the last match has

    /// @param shortest how many tokens have to occur again, 1 to 16
    /// @param adaptive whether only guesses are made that are worth computing
    public PromptLookup(int shortest, boolean adaptive, BatchCosts costs) {
        this(shortest, adaptive, costs, new Acceptance(LONGEST + 1, DOUBTFUL));
    }

    private PromptLookup(int shortest, boolean adaptive, BatchCosts costs, Acceptance acceptance) {
        this.shortest = shortest;
        this.adaptive = adaptive;
        this.costs = costs;
        this.acceptance = acceptance;
        index = new TokenIndex(shortest, LONGEST);
    }

    @Override
    public Drafter fork(BatchCosts costs) {
        return new PromptLookup(shortest, adaptive, costs, acceptance.copy());
    }

    @Override
    public int draft(int[] tokens, int length, int most) {
        index.follow(tokens, length);
        found = index.find();
        if (found == 0) return 0;
        int count = adaptive ? acceptance.worthwhile(found, most, costs, 0) : most;
        for (int i = 0; i < count; i++) tokens[length + i] = index.following(i);
        return count;
    }

    @Override
    public void learn(int[] tokens, int length, int guessed, int[] chosen, int count) {
        if (found == 0) return;
        int compared = Math.min(count, Math.max(1, guessed));
        for (int i = 0; i < compared; i++) acceptance.learn(found + i, chosen[i] == index.following(i));
    }
}

package dev.panallama.internal.speculation;

import dev.panallama.internal.host.HostedSequence;

/// Guesses what a smaller model would say. Where that is seldom right or takes too long, it is asked more and more seldom.
public final class DraftModel implements Drafter {
    private static final double DOUBTFUL = 1;
    private static final int FEWEST_PAUSES = 8;
    private static final int MOST_PAUSES = 256;
    private static final int TRIAL = 2; // guesses

    private final DraftSequence sequence;
    private final boolean adaptive;
    private final BatchCosts costs;
    private final Acceptance acceptance;
    private int wanted;
    private int patience = FEWEST_PAUSES; // pauses until the next trial
    private int pauses;

    /// @param sequence of the smaller model, which is closed with this
    /// @param adaptive whether only guesses are made that are worth computing
    public DraftModel(DraftSequence sequence, boolean adaptive, BatchCosts costs) {
        this(sequence, adaptive, costs, new Acceptance(1, DOUBTFUL));
    }

    private DraftModel(DraftSequence sequence, boolean adaptive, BatchCosts costs, Acceptance acceptance) {
        this.sequence = sequence;
        this.adaptive = adaptive;
        this.costs = costs;
        this.acceptance = acceptance;
    }

    @Override
    public Drafter fork(BatchCosts costs) {
        return new DraftModel(sequence.fork(), adaptive, costs, acceptance.copy());
    }

    @Override
    public int draft(int[] tokens, int length, int most) {
        wanted = adaptive ? worthwhile(most) : most;
        return wanted == 0 ? 0 : sequence.draft(tokens, length, wanted);
    }

    private int worthwhile(int most) {
        int count = acceptance.worthwhile(0, most, costs, sequence.nanosPerToken());
        if (count > 0 || !costs.isKnown()) {
            pauses = 0;
            return count;
        }
        if (++pauses < patience) return 0;
        pauses = 0;
        patience = Math.min(MOST_PAUSES, 2 * patience);
        return Math.min(most, TRIAL);
    }

    @Override
    public void learn(int[] tokens, int length, int guessed, int[] chosen, int count) {
        if (wanted == 0) return;
        int right = Math.min(guessed, count - 1);
        for (int i = 0; i < right; i++) acceptance.learn(0, true);
        if (right < wanted) acceptance.learn(0, false);
        else patience = FEWEST_PAUSES;
    }

    @Override
    public void cancel() {
        sequence.memory().cancel();
    }

    @Override
    public void resume() {
        sequence.memory().resume();
    }

    @Override
    public void close() {
        sequence.memory().close();
    }
}

package dev.panallama.internal.speculation;

/// How often guesses turn out right, by how well founded they are, and how many are worth computing. A level stands for a
/// foundation; each guess that was right is one level more for the next. Serves one thread at a time.
final class Acceptance {
    private static final double NEWEST = 0.12; // its weight
    private static final double WORTH = 1.05; // times the speed without guesses, at least

    private final double[] rates; // by level; the last one is for all above it

    /// @param doubtful the higher, the less is expected of a level at first: the level itself over it and this
    Acceptance(int levels, double doubtful) {
        rates = new double[levels];
        for (int level = 0; level < levels; level++) rates[level] = (level + 1) / (level + 1 + doubtful);
    }

    private Acceptance(double[] rates) {
        this.rates = rates;
    }

    Acceptance copy() {
        return new Acceptance(rates.clone());
    }

    double rate(int level) {
        return rates[Math.min(level, rates.length - 1)];
    }

    /// Takes note of a guess. Being right speaks for all better founded ones too, being wrong against the worse.
    void learn(int level, boolean right) {
        int at = Math.min(level, rates.length - 1);
        int from = right ? at : 0;
        int to = right ? rates.length - 1 : at;
        for (int i = from; i <= to; i++) rates[i] += NEWEST * ((right ? 1 : 0) - rates[i]);
    }

    /// Returns how many guesses give the most tokens in a time.
    ///
    /// @param level that of the first guess
    /// @param guess how long it takes to guess one token, in nanoseconds
    int worthwhile(int level, int most, BatchCosts costs, double guess) {
        if (!costs.isKnown()) return 0;
        double plain = WORTH / costs.of(1);
        double best = plain;
        int count = 0;
        double tokens = 1;
        double likely = 1; // that all guesses so far are right
        for (int guessed = 1; guessed <= most; guessed++) {
            likely *= rate(level + guessed - 1);
            tokens += likely;
            double speed = tokens / (costs.of(1 + guessed) + guessed * guess);
            if (speed <= best) continue;
            best = speed;
            count = guessed;
        }
        return count;
    }
}

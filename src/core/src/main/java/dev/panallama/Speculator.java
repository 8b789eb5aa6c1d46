package dev.panallama;

import dev.panallama.error.GrammarException;
import dev.panallama.grammar.TokenMatcher;
import dev.panallama.internal.speculation.BatchCosts;
import dev.panallama.internal.speculation.Drafter;

/// Chooses the tokens of a session with the help of guesses. Those chosen before they are asked for wait here; they are no part
/// of the session yet. Serves one thread at a time, except for [#cancel].
final class Speculator {
    private final Vocabulary vocabulary;
    private final Drafter drafter;
    private final BatchCosts costs;
    private final int most; // guesses at a time; 0 if there are never any
    private final int[] chosen;
    private int taken;
    private int count; // of those chosen

    /// @param costs what the drafter goes by
    Speculator(Vocabulary vocabulary, Drafter drafter, BatchCosts costs, int most) {
        this.vocabulary = vocabulary;
        this.drafter = drafter;
        this.costs = costs;
        this.most = most;
        chosen = new int[most + 1];
    }

    /// Returns a speculator for a fork of the session, which goes on from the tokens that it has.
    Speculator fork() {
        BatchCosts own = costs.copy();
        return new Speculator(vocabulary, drafter.fork(own), own, most);
    }

    /// Returns the next token of a generation.
    int next(Sequence sequence, Generation generation) {
        if (taken == count) {
            count = 0; // also if the following fails
            taken = 0;
            count = choose(sequence, generation);
        }
        return chosen[taken++];
    }

    /// Returns whether tokens wait that were chosen already.
    boolean isAhead() {
        return taken < count;
    }

    /// Forgets the tokens that wait: their generation has ended.
    void forget() {
        taken = count;
    }

    private int choose(Sequence sequence, Generation generation) {
        int length = sequence.length();
        int fit = Math.min(Math.min(most, sequence.guessesThatFit()), generation.tokensLeft() - 1);
        if (fit < 1 || sequence.hasLogits() || generation.tellsProbabilities()) return chooseOne(sequence, generation);
        int[] tokens = sequence.withRoom(fit);
        int guessed = possible(tokens, length, drafter.draft(tokens, length, fit), generation);
        int chosenNow = guessed == 0 ? chooseOne(sequence, generation) : chooseMany(sequence, generation, guessed);
        drafter.learn(tokens, length, guessed, chosen, chosenNow);
        return chosenNow;
    }

    private int chooseOne(Sequence sequence, Generation generation) {
        boolean computes = !sequence.hasLogits();
        long start = System.nanoTime();
        chosen[0] = sequence.choose(most == 0 && generation.tokensLeft() > 1);
        if (computes) costs.learn(1, System.nanoTime() - start);
        generation.chose(0, 1);
        return 1;
    }

    private int chooseMany(Sequence sequence, Generation generation, int guessed) {
        long start = System.nanoTime();
        int got = sequence.choose(guessed, chosen);
        costs.learn(1 + guessed, System.nanoTime() - start);
        generation.chose(guessed, got);
        return got;
    }

    /// Returns how many guesses there are before one that would end the generation: what comes after that is not chosen.
    private int possible(int[] tokens, int length, int guessed, Generation generation) {
        int possible = 0;
        while (possible < guessed && !ends(tokens[length + possible], generation)) possible++;
        TokenMatcher grammar = generation.grammar();
        return grammar == null || possible == 0 ? possible : allowed(grammar.copy(), tokens, length, possible);
    }

    private boolean ends(int id, Generation generation) {
        return generation.endsBefore(id) || vocabulary.isEndOfGeneration(id);
    }

    private static int allowed(TokenMatcher grammar, int[] tokens, int length, int guessed) {
        try {
            for (int i = 0; i < guessed; i++) {
                if (!grammar.allows(tokens[length + i])) return i;
                grammar.accept(tokens[length + i]);
                if (grammar.mustEnd()) return i;
            }
            return guessed;
        } catch (GrammarException _) { // the choice itself will tell
            return 0;
        }
    }

    void cancel() {
        drafter.cancel();
    }

    void resume() {
        drafter.resume();
    }

    void close() {
        drafter.close();
    }

    /// Returns the action that frees what it computes with, where its owner was garbage collected.
    Runnable cleanUp() {
        return drafter::close;
    }
}

package dev.panallama.internal.speculation;

/// Guesses what follows a text, and learns from what did. Serves one thread at a time.
public interface Drafter {
    /// Guesses nothing.
    Drafter NONE = new Drafter() {
        @Override
        public int draft(int[] tokens, int length, int most) {
            return 0;
        }

        @Override
        public void learn(int[] tokens, int length, int guessed, int[] chosen, int count) {}

        @Override
        public Drafter fork(BatchCosts costs) {
            return this;
        }
    };

    /// Guesses what follows `tokens[0..length)`, and writes it behind them.
    ///
    /// @param most how many guesses are wanted at most, 1 at least; there is room for them
    /// @return how many there are; 0 where none are worth computing
    int draft(int[] tokens, int length, int most);

    /// Learns what did follow the text of the last [#draft].
    ///
    /// @param guessed how many of the guesses, `tokens[length..length + guessed)`, were computed
    /// @param chosen what followed, `count` tokens, of which all but the last are guesses
    void learn(int[] tokens, int length, int guessed, int[] chosen, int count);

    /// Returns a drafter for a fork of the session.
    ///
    /// @param costs what the fork's batches cost
    Drafter fork(BatchCosts costs);

    /// Breaks off what is being computed, until [#resume]. Any thread may call.
    default void cancel() {}

    /// Ends the effect of [#cancel].
    default void resume() {}

    /// Frees what it computes with. Closing twice does nothing.
    default void close() {}
}

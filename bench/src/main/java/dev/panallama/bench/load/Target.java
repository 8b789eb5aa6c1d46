package dev.panallama.bench.load;

/// What answers requests. Any number of threads may ask at once.
public interface Target extends AutoCloseable {
    /// Is told of each piece of an answer as it comes.
    interface Listener {
        void piece(String text);
    }

    /// How many tokens a request had and an answer has, as the target counts them.
    record Counts(int promptTokens, int tokens) {}

    /// Answers a request greedily with as many tokens as it asks for, whether the model would end or not.
    ///
    /// @throws Exception if it cannot
    Counts answer(Request request, Listener listener) throws Exception;

    @Override
    void close();
}

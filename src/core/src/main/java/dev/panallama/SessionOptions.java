package dev.panallama;

/// How a session is opened. Immutable; start from [#defaults] and change what matters.
///
/// @param contextLength how many tokens the session holds, prompt and answer together; [#AUTOMATIC] takes what
///     the model was trained for, at most 4096
/// @param batchSize how many tokens of a prompt are computed together: more is faster up to a point, takes
///     more memory and makes [Session#cancel] wait longer
/// @param threads the number of compute threads; [#AUTOMATIC] takes half the processors, because llama.cpp's
///     threads spin and slow each other down tenfold when other work displaces them
public record SessionOptions(int contextLength, int batchSize, int threads) {
    /// Lets the session decide.
    public static final int AUTOMATIC = 0;

    /// The longest context that can be asked for, in tokens.
    public static final int MAX_CONTEXT_LENGTH = 1 << 24;

    /// The largest batch that can be asked for, in tokens.
    public static final int MAX_BATCH_SIZE = 1 << 16;

    private static final SessionOptions DEFAULTS = new SessionOptions(AUTOMATIC, 512, AUTOMATIC);

    /// @throws IllegalArgumentException if a number is out of its range
    public SessionOptions {
        checkRange("contextLength", contextLength, AUTOMATIC, MAX_CONTEXT_LENGTH);
        checkRange("batchSize", batchSize, 1, MAX_BATCH_SIZE);
        checkRange("threads", threads, AUTOMATIC, Runtime.getRuntime().availableProcessors());
    }

    /// Returns a context length and a number of threads that suit model and machine.
    public static SessionOptions defaults() {
        return DEFAULTS;
    }

    /// Returns these options with another context length, 1 to [#MAX_CONTEXT_LENGTH] tokens or [#AUTOMATIC].
    public SessionOptions withContextLength(int tokens) {
        return new SessionOptions(tokens, batchSize, threads);
    }

    /// Returns these options with another batch size, 1 to [#MAX_BATCH_SIZE] tokens.
    public SessionOptions withBatchSize(int tokens) {
        return new SessionOptions(contextLength, tokens, threads);
    }

    /// Returns these options with another number of threads, 1 to the number of processors or [#AUTOMATIC].
    public SessionOptions withThreads(int count) {
        return new SessionOptions(contextLength, batchSize, count);
    }

    int contextLengthFor(ModelInfo model) {
        return contextLength != AUTOMATIC ? contextLength : Math.clamp(model.trainedContextLength(), 1, 4096);
    }

    int threadCount() {
        return threads != AUTOMATIC ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static void checkRange(String name, int value, int min, int max) {
        if (value < min || value > max)
            throw new IllegalArgumentException("%s is %,d: give %,d to %,d".formatted(name, value, min, max));
    }
}

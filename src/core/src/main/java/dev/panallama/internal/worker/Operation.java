package dev.panallama.internal.worker;

/// What a program asks of its worker. The first value of a call is its operation, the second the object that it is for.
enum Operation {
    LOAD, VOCABULARY, TOKENIZE, DETOKENIZE, CLOSE_MODEL,

    LOAD_ADAPTER, CLOSE_ADAPTER,

    OPEN_SEQUENCE, FORK, DECODE, HIDDEN_STATE, ADAPTERS, SAMPLER, NEXT, LOG_PROBABILITIES, TRUNCATE, SHIFT, IS_SHIFTED, LOGITS, RESTORE_LOGITS, THREADS, CANCEL, RESUME, CLOSE_SEQUENCE,

    STATE, STATE_PART, NEW_STATE, STATE_WRITE, RESTORE, CLOSE_STATE,

    OPEN_ENGINE, ENGINE_SEQUENCE, ENGINE_FACTS, REST, CLOSE_ENGINE,

    OPEN_SCORER, SCORE, CLOSE_SCORER,

    OPEN_ENCODER, POOLED, OF_TOKENS, ENCODER_LOGITS, CLOSE_ENCODER,

    OPEN_METER, MEASURE, SUMS, CLOSE_METER;

    private static final Operation[] ALL = values();

    /// Returns its number in a message. Both ends are of one build.
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    static Operation of(int number) {
        return ALL[number];
    }
}

package dev.panallama.internal.worker;

/// What a worker asks of the program in the midst of a call. The first value of the message is its number.
enum Question {
    /// How far the load is: goes it on?
    PROGRESS,
    /// May this token come next?
    ALLOWS,
    /// Which tokens may come next?
    ALLOWED,
    /// This token was chosen.
    ACCEPT,
    /// A stage of the program's own is to change these candidates.
    STAGE,
    /// Such a stage is to take note of a token.
    STAGE_ACCEPT;

    private static final Question[] ALL = values();

    /// Returns its number in a message. Both ends are of one build.
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    static Question of(int number) {
        return ALL[number];
    }
}

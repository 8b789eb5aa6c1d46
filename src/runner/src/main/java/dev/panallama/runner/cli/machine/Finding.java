package dev.panallama.runner.cli.machine;

/// What `doctor` has found out about one thing. Immutable.
///
/// @param subject what was looked at
/// @param state whether it is as it should be
/// @param text what it is, and what to do if it is not as it should be
record Finding(String subject, State state, String text) {
    /// How good it is.
    enum State {
        OK,
        /// It works, and could be better.
        WARN,
        /// Something cannot work.
        BROKEN
    }

    static Finding ok(String subject, String text) {
        return new Finding(subject, State.OK, text);
    }

    static Finding warn(String subject, String text) {
        return new Finding(subject, State.WARN, text);
    }

    static Finding broken(String subject, String text) {
        return new Finding(subject, State.BROKEN, text);
    }
}

package dev.panallama.runner.chat;

import java.io.IOException;

/// What a person can type after a slash. Immutable.
///
/// @param words the command's own words, such as `set system`
/// @param arguments what comes after them, for the help; empty for nothing, in brackets if it may be left out
/// @param purpose what it does, for the help
/// @param action does it
record ChatCommand(String words, String arguments, String purpose, Action action) {
    /// What a command does.
    interface Action {
        /// Does it.
        ///
        /// @param rest what was typed after the command's words
        /// @throws IllegalArgumentException if that makes no sense
        /// @throws IllegalStateException if this is no moment for it
        void run(String rest) throws IOException, InterruptedException;
    }

    /// Returns how it is typed.
    String typed() {
        return "/" + words;
    }

    /// Returns whether it can be called with something after its words, or with nothing.
    boolean takes(String rest) {
        return rest.isEmpty() ? arguments.isEmpty() || arguments.startsWith("[") : !arguments.isEmpty();
    }

    /// Returns whether a line calls it.
    boolean isIn(String line) {
        return line.equals(typed()) || line.startsWith(typed() + " ") || line.startsWith(typed() + "\n");
    }
}

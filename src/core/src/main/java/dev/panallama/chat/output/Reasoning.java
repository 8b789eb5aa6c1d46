package dev.panallama.chat.output;

import java.util.List;

/// How a model marks what it thinks. Immutable.
///
/// @param start begins it; empty if the model does not think
/// @param end ends it
/// @param alsoEndedBy other texts that end it, and belong to what follows
/// @param endedByCalls whether a call ends it, too; otherwise what looks like one is only thought about
/// @param anywhere whether it may begin again behind text
record Reasoning(String start, String end, List<String> alsoEndedBy, boolean endedByCalls, boolean anywhere) {
    static final Reasoning NONE = new Reasoning("", "");

    Reasoning {
        alsoEndedBy = List.copyOf(alsoEndedBy);
    }

    Reasoning(String start, String end) {
        this(start, end, List.of(), false, false);
    }

    /// Returns whether there is any.
    boolean marked() {
        return !start.isEmpty();
    }

    /// Returns this with calls that end it.
    Reasoning untilCall() {
        return new Reasoning(start, end, alsoEndedBy, true, anywhere);
    }

    /// Returns this with other texts that end it.
    Reasoning until(String... others) {
        return new Reasoning(start, end, List.of(others), endedByCalls, anywhere);
    }

    /// Returns this for a model that thinks again after it has said something.
    Reasoning again() {
        return new Reasoning(start, end, alsoEndedBy, endedByCalls, true);
    }
}

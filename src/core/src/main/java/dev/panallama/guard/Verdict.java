package dev.panallama.guard;

import java.util.List;

/// What a guard says of a message. Immutable.
///
/// @param safe whether it may pass
/// @param risk how likely it is unsafe, from 0 to 1, as the guard's model has it
/// @param categories what is wrong with it, such as `S1`, where the guard tells
public record Verdict(boolean safe, double risk, List<String> categories) {
    /// Copies the list.
    public Verdict {
        categories = List.copyOf(categories);
    }
}

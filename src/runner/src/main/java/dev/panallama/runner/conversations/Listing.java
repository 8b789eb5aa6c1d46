package dev.panallama.runner.conversations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Some conversations, those first whose messages were changed last. Immutable.
///
/// @param more whether there are others behind
public record Listing(List<Entry> entries, boolean more) {
    /// One of the conversations.
    ///
    /// @param snippet what stands around the words that were looked for, if they are in a message
    public record Entry(
            UUID id, String title, Optional<String> model, Instant createdAt, Instant updatedAt,
            Optional<String> snippet) {}

    /// What is looked for.
    ///
    /// @param text in titles and messages, whatever the case; empty for all
    /// @param before whose messages were changed before that; empty for all
    /// @param limit how many are wanted at most
    public record Query(Optional<String> text, Optional<Instant> before, int limit) {}
}

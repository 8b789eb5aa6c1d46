package dev.panallama.runner.conversations;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A conversation without its messages. Immutable.
///
/// @param leaf the last message of the branch that is shown; empty if there is none
/// @param updatedAt when its messages were changed last; no two conversations have the same
public record Conversation(UUID id, Heading heading, Optional<UUID> leaf, Instant createdAt, Instant updatedAt) {
    /// Returns this conversation with another heading.
    public Conversation withHeading(Heading other) {
        return new Conversation(id, other, leaf, createdAt, updatedAt);
    }

    /// Returns this conversation with another branch shown.
    public Conversation withLeaf(Optional<UUID> other) {
        return new Conversation(id, heading, other, createdAt, updatedAt);
    }
}

package dev.panallama.runner.conversations;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A message of a conversation. Messages form a tree: what follows an edited message is a branch beside the old one. Immutable.
///
/// @param parent the one that it answers; empty for the first
public record Message(UUID id, Optional<UUID> parent, Instant createdAt, Utterance utterance) {}

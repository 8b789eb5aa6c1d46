package dev.panallama.runner;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A conversation that is kept, without its messages. Immutable.
///
/// @param model the name of the one that answers
/// @param changedAt when something was said last
public record KeptConversation(UUID id, String title, Optional<String> model, Instant changedAt) {}

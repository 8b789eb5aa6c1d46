package dev.panallama.runner.conversations;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What the user says of a conversation beside its messages. Immutable.
///
/// @param model the name of the one that answers
/// @param settings how it is asked, which is kept as it is given and not to be changed
public record Heading(String title, Optional<String> model, ObjectNode settings) {
    /// @throws WrongFieldException if something is too long
    public Heading {
        Bounds.characters("title", title, Bounds.MAX_TITLE);
        model.ifPresent(it -> Bounds.characters("model", it, Bounds.MAX_NAME));
        Bounds.bytes("settings", settings.toString(), Bounds.MAX_JSON_BYTES);
    }
}

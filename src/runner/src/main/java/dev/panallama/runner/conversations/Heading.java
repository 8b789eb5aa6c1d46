package dev.panallama.runner.conversations;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What the user says of a conversation beside its messages. Immutable.
///
/// @param model the name of the one that answers
/// @param settings how it is asked, which is kept as it is given and not to be changed
public record Heading(String title, Optional<String> model, ObjectNode settings) {
    private static final int USUAL_TITLE = 60; // characters, at most
    private static final int LEAST_TITLE = 40; // of one that is cut

    /// @throws WrongFieldException if something is too long
    public Heading {
        Bounds.characters("title", title, Bounds.MAX_TITLE);
        model.ifPresent(it -> Bounds.characters("model", it, Bounds.MAX_NAME));
        Bounds.bytes("settings", settings.toString(), Bounds.MAX_JSON_BYTES);
    }

    /// Makes a title of what somebody said first, as the chat page does.
    public static String titleOf(String text) {
        String line = text.lines().filter(it -> !it.isBlank()).findFirst().orElse("");
        String plain = line.replaceAll("[#*_`>]+", "").replaceAll("\\s+", " ").strip();
        if (plain.length() <= USUAL_TITLE) return plain.isEmpty() ? "New conversation" : plain;
        String cut = plain.substring(0, USUAL_TITLE);
        return cut.substring(0, Math.max(cut.lastIndexOf(' '), LEAST_TITLE)).stripTrailing() + "…";
    }

    /// Returns this heading with another title.
    public Heading withTitle(String other) {
        return new Heading(other, model, settings);
    }

    /// Returns this heading with another model.
    public Heading withModel(String other) {
        return new Heading(title, Optional.of(other), settings);
    }
}

package dev.panallama.runner.conversations;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What somebody says in a conversation. Immutable.
///
/// @param thinking what the model thought before
/// @param model the name of the one that says it
/// @param stats how it came about, which is kept as it is given and not to be changed
public record Utterance(
        Role role,
        String content,
        Optional<String> thinking,
        List<Attachment> attachments,
        Optional<String> model,
        Optional<ObjectNode> stats) {
    /// @throws WrongFieldException if something is too long
    public Utterance {
        attachments = List.copyOf(attachments);
        Bounds.bytes("content", content, Bounds.MAX_TEXT_BYTES);
        thinking.ifPresent(it -> Bounds.bytes("thinking", it, Bounds.MAX_TEXT_BYTES));
        Bounds.count("attachments", attachments.size(), Bounds.MAX_ATTACHMENTS);
        model.ifPresent(it -> Bounds.characters("model", it, Bounds.MAX_NAME));
        stats.ifPresent(it -> Bounds.bytes("stats", it.toString(), Bounds.MAX_JSON_BYTES));
    }

    /// Returns what the model gets to see of it: files, then the text.
    public String textWithFiles() {
        return attachments.stream().map(Attachment::block).collect(Collectors.joining()) + content;
    }

    /// Returns how much room it takes in UTF-8, about.
    long bytes() {
        return Bounds.bytes(content) + thinking.map(Bounds::bytes).orElse(0L)
                + attachments.stream().mapToLong(it -> Bounds.bytes(it.name()) + Bounds.bytes(it.text())).sum()
                + stats.map(it -> Bounds.bytes(it.toString())).orElse(0L);
    }
}

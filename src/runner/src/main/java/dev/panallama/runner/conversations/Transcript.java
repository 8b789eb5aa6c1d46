package dev.panallama.runner.conversations;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A conversation with all its messages, each of them after its parent. Immutable.
public record Transcript(Conversation conversation, List<Message> messages) {
    /// @throws WrongFieldException if there are too many messages, or they are no tree
    public Transcript {
        messages = List.copyOf(messages);
        Bounds.count("messages", messages.size(), Bounds.MAX_MESSAGES);
        Bounds.conversation(messages.stream().mapToLong(it -> it.utterance().bytes()).sum());
        Set<UUID> known = ids(messages);
        if (conversation.leaf().filter(it -> !known.contains(it)).isPresent())
            throw new WrongFieldException("leaf", "is none of the messages");
    }

    private static Set<UUID> ids(List<Message> messages) {
        Set<UUID> known = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            Message it = messages.get(i);
            if (it.parent().filter(parent -> !known.contains(parent)).isPresent())
                throw new WrongFieldException("messages.%d.parent".formatted(i), "is none of the messages before it");
            if (!known.add(it.id()))
                throw new WrongFieldException("messages.%d.id".formatted(i), "is that of a message before it");
        }
        return known;
    }
}

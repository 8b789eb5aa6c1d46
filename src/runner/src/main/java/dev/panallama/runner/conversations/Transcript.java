package dev.panallama.runner.conversations;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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

    /// Returns the messages that are shown: from the first one to the leaf.
    public List<Message> branch() {
        Map<UUID, Message> known = messages.stream().collect(Collectors.toMap(Message::id, it -> it));
        var branch = new ArrayDeque<Message>();
        for (Optional<UUID> at = conversation.leaf(); at.isPresent(); at = branch.getFirst().parent())
            branch.addFirst(Objects.requireNonNull(known.get(at.get()))); // or there would be no such transcript
        return List.copyOf(branch);
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

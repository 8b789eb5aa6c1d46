package dev.panallama.runner.conversations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The table of messages, in one transaction.
record MessageRows(Connection connection) {
    private static final String OF_ONE = " FROM message WHERE conversation = ?";

    /// Returns all messages of a conversation, each after its parent.
    List<Message> all(UUID conversation) throws SQLException {
        return Row.all(connection, MessageRows::message, "SELECT *" + OF_ONE + " ORDER BY place", conversation);
    }

    /// @throws ConversationNotFoundException if there is none
    Message get(UUID conversation, UUID id) throws SQLException {
        return Row.first(connection, MessageRows::message, "SELECT *" + OF_ONE + " AND id = ?", conversation, id)
                .orElseThrow(() -> new ConversationNotFoundException("message"));
    }

    boolean has(UUID conversation, UUID id) throws SQLException {
        return Row.first(connection, it -> it.id("id"), "SELECT id" + OF_ONE + " AND id = ?", conversation, id)
                .isPresent();
    }

    /// Adds a message behind all others.
    ///
    /// @throws WrongFieldException if the conversation has no room for it
    void add(UUID conversation, Message message) throws SQLException {
        long count = Row.first(connection, it -> it.number("count"), "SELECT COUNT(*) AS count" + OF_ONE, conversation)
                .orElse(0L);
        Bounds.count("messages", count + 1, Bounds.MAX_MESSAGES);
        Bounds.conversation(bytes(conversation) + message.utterance().bytes());
        long place = Row.first(connection, it -> it.number("next"),
                "SELECT COALESCE(MAX(place), -1) + 1 AS next" + OF_ONE, conversation).orElse(0L);
        add(conversation, place, message);
    }

    private long bytes(UUID conversation) throws SQLException {
        return Row.first(connection, it -> it.number("bytes"), "SELECT SUM(bytes) AS bytes" + OF_ONE, conversation)
                .orElse(0L);
    }

    /// Adds a message at a place that is free.
    void add(UUID conversation, long place, Message message) throws SQLException {
        Utterance it = message.utterance();
        Row.change(connection, """
                INSERT INTO message (id, conversation, place, parent, created, role, content, thinking, attachments,
                    model, stats, bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", message.id(), conversation, place, message.parent(),
                message.createdAt(), it.role().name(), it.content(), it.thinking(), Json.of(it.attachments()),
                it.model(), it.stats().map(ObjectNode::toString), it.bytes());
    }

    /// @throws WrongFieldException if the conversation has no room for it
    void change(UUID conversation, Message message) throws SQLException {
        Utterance it = message.utterance();
        Row.change(connection, """
                UPDATE message SET role = ?, content = ?, thinking = ?, attachments = ?, model = ?, stats = ?, bytes = ?
                WHERE id = ?""", it.role().name(), it.content(), it.thinking(), Json.of(it.attachments()), it.model(),
                it.stats().map(ObjectNode::toString), it.bytes(), message.id());
        Bounds.conversation(bytes(conversation));
    }

    /// Deletes a message and all that follow it.
    ///
    /// @return which they were
    Set<UUID> delete(UUID conversation, UUID id) throws SQLException {
        Set<UUID> gone = new HashSet<>(Set.of(id));
        Row.all(connection, row -> {
            if (row.ifId("parent").filter(gone::contains).isPresent()) gone.add(row.id("id"));
            return true;
        }, "SELECT id, parent" + OF_ONE + " ORDER BY place", conversation);
        for (UUID it : gone) Row.change(connection, "DELETE FROM message WHERE id = ?", it);
        return gone;
    }

    /// Returns what stands around some words in the first message that has them.
    Optional<String> snippet(UUID conversation, SearchText text) throws SQLException {
        return Row.find(connection, it -> text.snippet(it.text("content")),
                "SELECT content" + OF_ONE + " ORDER BY place", conversation);
    }

    private static Message message(Row row) throws SQLException {
        var utterance = new Utterance(Role.valueOf(row.text("role")), row.text("content"), row.ifText("thinking"),
                Json.attachments(row.ifText("attachments").orElse(null)), row.ifText("model"),
                Json.object(row.ifText("stats").orElse(null)));
        return new Message(row.id("id"), row.ifId("parent"), row.time("created"), utterance);
    }
}

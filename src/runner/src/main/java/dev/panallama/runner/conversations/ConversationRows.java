package dev.panallama.runner.conversations;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The table of conversations, in one transaction.
record ConversationRows(Connection connection) {
    private static final String ALL = "SELECT * FROM conversation";

    /// @throws ConversationNotFoundException if there is none
    Conversation get(UUID id) throws SQLException {
        return Row.first(connection, ConversationRows::conversation, ALL + " WHERE id = ?", id)
                .orElseThrow(() -> new ConversationNotFoundException("conversation"));
    }

    List<UUID> ids() throws SQLException {
        return Row.all(connection, it -> it.id("id"), "SELECT id FROM conversation ORDER BY updated DESC");
    }

    void add(Conversation it) throws SQLException {
        Row.change(connection, """
                INSERT INTO conversation (id, title, model, settings, leaf, created, updated)
                VALUES (?, ?, ?, ?, ?, ?, ?)""", it.id(), it.heading().title(), it.heading().model(),
                it.heading().settings().toString(), it.leaf(), it.createdAt(), it.updatedAt());
    }

    void change(Conversation it) throws SQLException {
        Row.change(connection,
                "UPDATE conversation SET title = ?, model = ?, settings = ?, leaf = ?, updated = ? WHERE id = ?",
                it.heading().title(), it.heading().model(), it.heading().settings().toString(), it.leaf(),
                it.updatedAt(), it.id());
    }

    /// Notes that the messages of a conversation have changed.
    void touch(UUID id, Optional<UUID> leaf) throws SQLException {
        Row.change(connection, "UPDATE conversation SET leaf = ?, updated = ? WHERE id = ?", leaf, now(), id);
    }

    /// @throws ConversationNotFoundException if there is none
    void delete(UUID id) throws SQLException {
        if (Row.change(connection, "DELETE FROM conversation WHERE id = ?", id) == 0)
            throw new ConversationNotFoundException("conversation");
    }

    /// Returns the time, or where a conversation has it already the moment after all of theirs.
    Instant now() throws SQLException {
        Instant now = Times.now();
        Instant last = Row.first(connection, it -> it.time("last"), "SELECT MAX(updated) AS last FROM conversation")
                .orElse(Instant.EPOCH);
        return now.isAfter(last) ? now : Times.of(Times.of(last) + 1);
    }

    /// Returns a time, or the first one after it that no conversation has.
    Instant free(Instant time) throws SQLException {
        long micros = Times.of(time);
        while (Row.first(connection, it -> it.id("id"), "SELECT id FROM conversation WHERE updated = ?", micros)
                .isPresent())
            micros++;
        return Times.of(micros);
    }

    Listing list(Listing.Query query) throws SQLException {
        Optional<SearchText> text = query.text().map(SearchText::new);
        var found = new ArrayList<Listing.Entry>();
        String sql = """
                SELECT id, title, model, created, updated FROM conversation WHERE updated < ?
                ORDER BY updated DESC""" + (text.isEmpty() ? " LIMIT " + (query.limit() + 1) : "");
        long before = query.before().map(Times::of).orElse(Long.MAX_VALUE);
        for (Listing.Entry it : Row.all(connection, ConversationRows::entry, sql, before)) {
            if (found.size() > query.limit()) break;
            (text.isEmpty() ? Optional.of(it) : matching(it, text.get())).ifPresent(found::add);
        }
        boolean more = found.size() > query.limit();
        return new Listing(more ? found.subList(0, query.limit()) : found, more);
    }

    private Optional<Listing.Entry> matching(Listing.Entry entry, SearchText text) throws SQLException {
        if (text.isIn(entry.title())) return Optional.of(entry);
        return new MessageRows(connection).snippet(entry.id(), text)
                .map(it -> new Listing.Entry(entry.id(), entry.title(), entry.model(), entry.createdAt(),
                        entry.updatedAt(), Optional.of(it)));
    }

    private static Listing.Entry entry(Row row) throws SQLException {
        return new Listing.Entry(row.id("id"), row.text("title"), row.ifText("model"), row.time("created"),
                row.time("updated"), Optional.empty());
    }

    private static Conversation conversation(Row row) throws SQLException {
        ObjectNode settings = Json.object(row.text("settings")).orElseGet(JsonNodeFactory.instance::objectNode);
        return new Conversation(row.id("id"), new Heading(row.text("title"), row.ifText("model"), settings),
                row.ifId("leaf"), row.time("created"), row.time("updated"));
    }
}

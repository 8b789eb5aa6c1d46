package dev.panallama.runner.conversations;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Keeps conversations in a folder: in the file `conversations.mv.db`, which is opened when it is needed first and belongs to one
/// process then. What a method has done is in the file when it returns, or nothing of it is. Any thread may use it.
///
/// All methods throw [ConversationsUnavailableException] if the file cannot be used, and [ConversationNotFoundException] if what
/// they are asked for is not there.
public final class ConversationStore implements AutoCloseable {
    private final Database database;

    /// Creates a store that opens nothing yet.
    ///
    /// @param folder need not exist
    /// @throws IllegalArgumentException if no database can lie in such a folder
    public ConversationStore(Path folder) {
        database = new Database(folder);
    }

    /// Returns what the user is to be told, for instance that a damaged file was moved aside.
    public Optional<String> notice() {
        return database.notice();
    }

    /// Returns some conversations.
    public Listing list(Listing.Query query) throws InterruptedException {
        return database.run(it -> new ConversationRows(it).list(query));
    }

    /// Returns which conversations there are, those first whose messages were changed last.
    public List<UUID> ids() throws InterruptedException {
        return database.run(it -> new ConversationRows(it).ids());
    }

    /// Returns a conversation with all its messages.
    public Transcript get(UUID id) throws InterruptedException {
        return database.run(it -> new Transcript(new ConversationRows(it).get(id), new MessageRows(it).all(id)));
    }

    /// Begins a conversation.
    public Conversation begin(Heading heading) throws InterruptedException {
        return begin(heading, List.of());
    }

    /// Begins a conversation with messages that follow each other.
    ///
    /// @throws WrongFieldException if there is no room for one of them
    public Conversation begin(Heading heading, List<Utterance> said) throws InterruptedException {
        return database.run(it -> {
            var rows = new ConversationRows(it);
            Instant now = rows.now();
            var made = new Conversation(UUID.randomUUID(), heading, Optional.empty(), now, now);
            rows.add(made);
            append(it, made.id(), Optional.empty(), said);
            return made;
        });
    }

    /// Changes heading or leaf of a conversation.
    ///
    /// @param change runs on another thread, and uses no store
    /// @throws WrongFieldException if the leaf is none of the messages
    public Conversation change(UUID id, UnaryOperator<Conversation> change) throws InterruptedException {
        return database.run(it -> {
            var rows = new ConversationRows(it);
            Conversation changed = change.apply(rows.get(id));
            requireMessage(it, "leaf", id, changed.leaf());
            rows.change(changed);
            return changed;
        });
    }

    /// Deletes a conversation with all its messages.
    public void delete(UUID id) throws InterruptedException {
        database.run(it -> {
            new ConversationRows(it).delete(id);
            return true;
        });
    }

    /// Adds a message, which becomes the leaf.
    ///
    /// @param parent what it answers
    /// @throws WrongFieldException if the parent is none of the messages, or there is no room for it
    public Message add(UUID conversation, Optional<UUID> parent, Utterance utterance) throws InterruptedException {
        return add(conversation, parent, List.of(utterance)).getFirst();
    }

    /// Adds messages that follow each other, all or none; the last one becomes the leaf.
    ///
    /// @param parent what the first one answers
    /// @throws WrongFieldException if the parent is none of the messages, or there is no room for one of them
    public List<Message> add(UUID conversation, Optional<UUID> parent, List<Utterance> said)
            throws InterruptedException {
        return database.run(it -> {
            var _ = new ConversationRows(it).get(conversation);
            requireMessage(it, "parent", conversation, parent);
            return append(it, conversation, parent, said);
        });
    }

    private static List<Message> append(Connection connection, UUID conversation, Optional<UUID> parent,
            List<Utterance> said) throws SQLException {
        var added = new ArrayList<Message>();
        Optional<UUID> last = parent;
        for (Utterance it : said) {
            var message = new Message(UUID.randomUUID(), last, Times.now(), it);
            new MessageRows(connection).add(conversation, message);
            last = Optional.of(message.id());
            added.add(message);
        }
        if (!added.isEmpty()) new ConversationRows(connection).touch(conversation, last);
        return added;
    }

    private static void requireMessage(Connection connection, String field, UUID conversation, Optional<UUID> id)
            throws SQLException {
        if (id.isPresent() && !new MessageRows(connection).has(conversation, id.get()))
            throw new WrongFieldException(field, "is none of the messages of this conversation");
    }

    /// Changes what was said in a message.
    ///
    /// @param change runs on another thread, and uses no store
    /// @throws WrongFieldException if there is no room for it
    public Message change(UUID conversation, UUID id, UnaryOperator<Utterance> change) throws InterruptedException {
        return database.run(it -> {
            var rows = new ConversationRows(it);
            Optional<UUID> leaf = rows.get(conversation).leaf();
            Message before = new MessageRows(it).get(conversation, id);
            var changed = new Message(id, before.parent(), before.createdAt(), change.apply(before.utterance()));
            new MessageRows(it).change(conversation, changed);
            rows.touch(conversation, leaf);
            return changed;
        });
    }

    /// Deletes a message and all that follow it. If the leaf is among them, the message's parent is the leaf then.
    public void delete(UUID conversation, UUID id) throws InterruptedException {
        database.run(it -> {
            var rows = new ConversationRows(it);
            Optional<UUID> leaf = rows.get(conversation).leaf();
            var messages = new MessageRows(it);
            Optional<UUID> parent = messages.get(conversation, id).parent();
            Set<UUID> gone = messages.delete(conversation, id);
            rows.touch(conversation, leaf.filter(gone::contains).isPresent() ? parent : leaf);
            return true;
        });
    }

    /// Adds conversations, all or none, under ids of their own. Those of the future count as of now.
    public void add(List<Transcript> transcripts) throws InterruptedException {
        database.run(it -> {
            var rows = new ConversationRows(it);
            Instant now = Times.now();
            Instant next = Instant.EPOCH;
            for (Transcript one : byTime(transcripts)) {
                Instant wanted = earlier(one.conversation().updatedAt(), now);
                Instant time = rows.free(wanted.isAfter(next) ? wanted : next);
                next = Times.of(Times.of(time) + 1);
                add(it, one, time, now);
            }
            return true;
        });
    }

    private static List<Transcript> byTime(List<Transcript> transcripts) {
        return transcripts.stream().sorted(Comparator.comparing(it -> it.conversation().updatedAt())).toList();
    }

    private static void add(Connection connection, Transcript transcript, Instant updated, Instant now)
            throws SQLException {
        Conversation given = transcript.conversation();
        var ids = new NewIds(new HashMap<>());
        UUID id = UUID.randomUUID();
        new ConversationRows(connection).add(new Conversation(id, given.heading(), given.leaf().map(ids::of),
                earlier(given.createdAt(), now), updated));
        long place = 0;
        for (Message it : transcript.messages())
            new MessageRows(connection).add(id, place++, new Message(ids.of(it.id()), it.parent().map(ids::of),
                    earlier(it.createdAt(), now), it.utterance()));
    }

    /// What ids become.
    private record NewIds(Map<UUID, UUID> known) {
        UUID of(UUID old) {
            return known.computeIfAbsent(old, _ -> UUID.randomUUID());
        }
    }

    private static Instant earlier(Instant time, Instant now) {
        return time.isBefore(now) ? time : now;
    }

    /// Waits for what is being done, and frees the file. Closing twice does nothing.
    @Override
    public void close() {
        database.close();
    }
}

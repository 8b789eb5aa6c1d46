package dev.panallama.runner.page;

import dev.panallama.runner.conversations.Conversation;
import dev.panallama.runner.conversations.ConversationNotFoundException;
import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.conversations.Message;
import dev.panallama.runner.conversations.Transcript;
import dev.panallama.runner.http.AnswerStream;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Framing;
import dev.panallama.runner.http.RequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Conversations as one file, which is written and read.
final class ConversationFile {
    private static final String FORMAT = "panallama-conversations";
    private static final int VERSION = 1;
    private static final String NAME = "panallama-conversations.json";
    private static final Framing PIECES = new Framing("application/json; charset=utf-8", "", "", "");

    private ConversationFile() {}

    /// Sends conversations one after the other, so that all of them need not be in memory.
    static void send(Exchange exchange, ConversationStore store, List<UUID> ids) throws InterruptedException {
        try (AnswerStream file = exchange.asFile(NAME).stream(PIECES, _ -> "")) { // what failed is no JSON then
            file.write("{\"format\":\"%s\",\"version\":%d,\"conversations\":[".formatted(FORMAT, VERSION));
            String separator = "\n";
            for (UUID it : ids) {
                try {
                    file.write(separator + ConversationJson.of(store.get(it)));
                    separator = ",\n";
                } catch (ConversationNotFoundException _) { // deleted meanwhile
                }
            }
            file.write("\n]}\n");
            file.end();
        }
    }

    /// Returns the conversations of a file.
    ///
    /// @throws RequestException if it is none, or not as it should be
    static List<Transcript> read(Fields file) {
        if (!file.text("format").orElse("").equals(FORMAT))
            throw RequestException.of("format", "is not \"%s\": this is no file of conversations".formatted(FORMAT));
        if (file.integer("version", VERSION, VERSION).isEmpty()) throw RequestException.of("version", "is missing");
        var all = new ArrayList<Transcript>();
        for (JsonNode it : file.list("conversations"))
            all.add(ConversationFields.within("conversations." + all.size(), () -> transcript(new Fields(it))));
        return all;
    }

    private static Transcript transcript(Fields fields) {
        var messages = new ArrayList<Message>();
        for (JsonNode it : fields.list("messages"))
            messages.add(ConversationFields.within("messages." + messages.size(), () -> message(new Fields(it))));
        var one = new ConversationFields(fields);
        Instant created = one.time("created_at").orElseGet(Instant::now);
        return new Transcript(
                new Conversation(UUID.randomUUID(), one.heading(), one.id("leaf"), created,
                        one.time("updated_at").orElse(created)),
                messages);
    }

    private static Message message(Fields fields) {
        var one = new ConversationFields(fields);
        UUID id = one.id("id").orElseThrow(() -> RequestException.of("id", "is missing"));
        return new Message(id, one.id("parent"), one.time("created_at").orElseGet(Instant::now), one.utterance());
    }
}

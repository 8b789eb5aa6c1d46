package dev.panallama.runner.page;

import dev.panallama.runner.conversations.ConversationStore;
import dev.panallama.runner.conversations.Listing;
import dev.panallama.runner.conversations.Transcript;
import dev.panallama.runner.http.Exchange;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.Problem;
import dev.panallama.runner.http.RequestException;
import dev.panallama.runner.http.Server;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/// Conversations by HTTP.
public final class ConversationPages {
    private static final String ALL = "/panallama/conversations";
    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_SEARCH = 200; // characters

    private final ConversationStore store;

    private ConversationPages(ConversationStore store) {
        this.store = store;
    }

    /// Adds the pages of the conversations that a store keeps.
    public static void addTo(Server server, ConversationStore store) {
        var pages = new ConversationPages(store);
        String one = ALL + "/{}";
        String messages = one + "/messages";
        String message = messages + "/{}";
        server.get(ALL, pages::list)
                .post(ALL, pages::begin)
                .get(ALL + "/export", pages::exported)
                .post(ALL + "/import", pages::imported)
                .get(one, pages::get)
                .patch(one, pages::change)
                .delete(one, pages::delete)
                .post(messages, pages::add)
                .patch(message, pages::changeMessage)
                .delete(message, pages::deleteMessage);
    }

    private void list(Exchange exchange) throws InterruptedException {
        var query = new Listing.Query(search(exchange),
                exchange.parameter("before").map(it -> ConversationFields.time("before", it)), limit(exchange));
        Listing listing = store.list(query);
        exchange.send(ConversationJson.of(listing, store.notice()));
    }

    private static Optional<String> search(Exchange exchange) {
        Optional<String> text = exchange.parameter("search").map(String::strip).filter(it -> !it.isEmpty());
        text.filter(it -> it.length() > MAX_SEARCH).ifPresent(it -> {
            throw RequestException.of("search", "has %,d characters: give at most %d".formatted(it.length(),
                    MAX_SEARCH));
        });
        return text;
    }

    private static int limit(Exchange exchange) {
        return exchange.parameter("limit").map(it -> {
            if (!it.matches("\\d{1,3}") || Integer.parseInt(it) < 1 || Integer.parseInt(it) > MAX_LIMIT)
                throw RequestException.of("limit", "is no integer from 1 to " + MAX_LIMIT);
            return Integer.parseInt(it);
        }).orElse(USUAL_LIMIT);
    }

    private void begin(Exchange exchange) throws InterruptedException {
        exchange.sendCreated(ConversationJson.of(new Transcript(store.begin(fields(exchange).heading()), List.of())));
    }

    private void get(Exchange exchange) throws InterruptedException {
        exchange.send(ConversationJson.of(store.get(conversation(exchange))));
    }

    private void change(Exchange exchange) throws InterruptedException {
        ConversationFields fields = fields(exchange);
        exchange.send(ConversationJson.of(store.change(conversation(exchange), fields::changed)));
    }

    private void delete(Exchange exchange) throws InterruptedException {
        store.delete(conversation(exchange));
        exchange.sendNoContent();
    }

    private void add(Exchange exchange) throws InterruptedException {
        ConversationFields fields = fields(exchange);
        UUID conversation = conversation(exchange);
        exchange.sendCreated(
                ConversationJson.of(store.add(conversation, fields.id("parent"), fields.utterance())));
    }

    private void changeMessage(Exchange exchange) throws InterruptedException {
        ConversationFields fields = fields(exchange);
        exchange.send(ConversationJson.of(store.change(conversation(exchange), message(exchange), fields::changed)));
    }

    private void deleteMessage(Exchange exchange) throws InterruptedException {
        store.delete(conversation(exchange), message(exchange));
        exchange.sendNoContent();
    }

    private void exported(Exchange exchange) throws InterruptedException {
        Optional<UUID> one = exchange.parameter("id").map(it -> id(it, "conversation"));
        if (one.isPresent()) store.get(one.get()); // or it is told before the file begins
        ConversationFile.send(exchange, store, one.isPresent() ? List.of(one.get()) : store.ids());
    }

    private void imported(Exchange exchange) throws InterruptedException {
        List<Transcript> all = ConversationFile.read(exchange.fields());
        store.add(all);
        exchange.send(JsonNodeFactory.instance.objectNode().put("imported", all.size()));
    }

    private static ConversationFields fields(Exchange exchange) {
        Fields fields = exchange.fields();
        return new ConversationFields(fields);
    }

    private static UUID conversation(Exchange exchange) {
        return id(exchange.value(0), "conversation");
    }

    private static UUID message(Exchange exchange) {
        return id(exchange.value(1), "message");
    }

    private static UUID id(String text, String what) {
        return Ids.parse(text)
                .orElseThrow(() -> new Problem(Problem.Kind.NOT_FOUND, "there is no such " + what).asException());
    }
}

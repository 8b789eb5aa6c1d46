package dev.panallama.runner.page;

import dev.panallama.runner.conversations.Attachment;
import dev.panallama.runner.conversations.Conversation;
import dev.panallama.runner.conversations.Listing;
import dev.panallama.runner.conversations.Message;
import dev.panallama.runner.conversations.Transcript;
import dev.panallama.runner.conversations.Utterance;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Conversations as JSON.
final class ConversationJson {
    private ConversationJson() {}

    static ObjectNode of(Listing listing, Optional<String> notice) {
        ObjectNode node = node();
        ArrayNode all = node.putArray("conversations");
        for (Listing.Entry it : listing.entries()) all.add(of(it));
        notice.ifPresent(it -> node.put("notice", it));
        return node.put("more", listing.more());
    }

    private static ObjectNode of(Listing.Entry entry) {
        ObjectNode node = node().put("id", entry.id().toString()).put("title", entry.title());
        entry.model().ifPresent(it -> node.put("model", it));
        node.put("created_at", entry.createdAt().toString()).put("updated_at", entry.updatedAt().toString());
        entry.snippet().ifPresent(it -> node.put("snippet", it));
        return node;
    }

    static ObjectNode of(Conversation conversation) {
        ObjectNode node = node().put("id", conversation.id().toString()).put("title", conversation.heading().title());
        conversation.heading().model().ifPresent(it -> node.put("model", it));
        node.set("settings", conversation.heading().settings());
        return node.put("leaf", text(conversation.leaf()))
                .put("created_at", conversation.createdAt().toString())
                .put("updated_at", conversation.updatedAt().toString());
    }

    static ObjectNode of(Transcript transcript) {
        ObjectNode node = of(transcript.conversation());
        ArrayNode messages = node.putArray("messages");
        for (Message it : transcript.messages()) messages.add(of(it));
        return node;
    }

    static ObjectNode of(Message message) {
        Utterance said = message.utterance();
        ObjectNode node = node()
                .put("id", message.id().toString())
                .put("parent", text(message.parent()))
                .put("role", said.role().label())
                .put("content", said.content());
        said.thinking().ifPresent(it -> node.put("thinking", it));
        if (!said.attachments().isEmpty()) {
            ArrayNode all = node.putArray("attachments");
            for (Attachment it : said.attachments()) all.addObject().put("name", it.name()).put("text", it.text());
        }
        said.model().ifPresent(it -> node.put("model", it));
        said.stats().ifPresent(it -> node.set("stats", it));
        return node.put("created_at", message.createdAt().toString());
    }

    private static @Nullable String text(Optional<UUID> id) {
        return id.map(UUID::toString).orElse(null);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}

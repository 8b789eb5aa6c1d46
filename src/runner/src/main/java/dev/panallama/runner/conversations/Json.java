package dev.panallama.runner.conversations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON in columns of the database.
final class Json {
    private Json() {}

    static Optional<ObjectNode> object(@Nullable String text) {
        return text == null ? Optional.empty() : Optional.of((ObjectNode) JsonMapper.shared().readTree(text));
    }

    static @Nullable String of(List<Attachment> attachments) {
        if (attachments.isEmpty()) return null;
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Attachment it : attachments) all.addObject().put("name", it.name()).put("text", it.text());
        return all.toString();
    }

    static List<Attachment> attachments(@Nullable String text) {
        var all = new ArrayList<Attachment>();
        if (text == null) return all;
        for (JsonNode it : JsonMapper.shared().readTree(text))
            all.add(new Attachment(it.path("name").asString(), it.path("text").asString()));
        return all;
    }
}

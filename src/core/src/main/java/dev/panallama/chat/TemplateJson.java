package dev.panallama.chat;

import dev.panallama.jinja.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as values of a template, with all its texts marked as input.
final class TemplateJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TemplateJson() {}

    /// Returns the value of a text that is JSON.
    static @Nullable Object value(String json) {
        return value(MAPPER.readTree(json));
    }

    /// Returns the value of a text that is a JSON object, or the text if it is not, as when a model was cut short.
    static Object object(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Object value = node.isObject() ? value(node) : null;
            return value == null ? Text.input(json) : value;
        } catch (JacksonException _) {
            return Text.input(json);
        }
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> {
                var map = new LinkedHashMap<Text, @Nullable Object>();
                node.forEachEntry((name, value) -> map.put(Text.input(name), value(value)));
                yield map;
            }
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>();
                for (JsonNode element : node) list.add(value(element));
                yield list;
            }
            case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : (Object) node.doubleValue();
            case BOOLEAN -> node.booleanValue();
            case STRING, BINARY -> Text.input(node.asString());
            case NULL, MISSING -> null;
        };
    }
}

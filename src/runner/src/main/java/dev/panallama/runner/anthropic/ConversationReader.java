package dev.panallama.runner.anthropic;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ToolCall;
import dev.panallama.chat.ToolResult;
import dev.panallama.runner.http.Fields;
import dev.panallama.runner.http.RequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads `system` and `messages`. Serves one request.
final class ConversationReader {
    /// What each side may say. What was thought and is unreadable has nothing for a model here.
    private static final Map<String, Set<String>> BLOCKS = Map.of(
            "user", Set.of("text", "tool_result"),
            "assistant", Set.of("text", "thinking", "redacted_thinking", "tool_use"),
            "system", Set.of("text"));

    /// Claude Code's note to Anthropic, which is another one each time: what is computed could not be used again. Possessive, as
    /// otherwise Java would go one call deeper for each of its fields.
    private static final Pattern NOTE = Pattern
            .compile("x-anthropic-billing-header:(?:\\s*+[\\w-]++=[^;]*+;?+)++\\s*+");

    private final Map<String, String> toolNames = new HashMap<>(); // by the id of a call

    private ConversationReader() {}

    /// Returns the conversation.
    ///
    /// @throws RequestException if there is none, or it has what models here cannot read
    static List<ChatMessage> read(Fields fields) {
        var messages = new ArrayList<ChatMessage>();
        fields.any("system").map(ConversationReader::system).filter(it -> !it.isEmpty())
                .ifPresent(it -> messages.add(ChatMessage.system(it)));
        int instructions = messages.size();
        for (Turn it : new ConversationReader().turns(fields.list("messages"))) it.addTo(messages);
        if (messages.size() == instructions) throw RequestException.of("messages", "is missing or says nothing");
        if (messages.getLast() instanceof AssistantMessage last && !last.calls().isEmpty())
            throw RequestException.of("messages", "ends with calls of tools: send their results");
        return List.copyOf(messages);
    }

    private static String system(JsonNode system) {
        if (system.isString()) return system.stringValue();
        return texts("system", system).stream()
                .filter(it -> !NOTE.matcher(it).matches())
                .collect(Collectors.joining("\n\n"));
    }

    /// What one side says in several messages in a row is one turn.
    private List<Turn> turns(List<JsonNode> messages) {
        var turns = new ArrayList<Turn>();
        for (int i = 0; i < messages.size(); i++) {
            String place = "messages." + i;
            String role = messages.get(i).path("role").asString("");
            if (!BLOCKS.containsKey(role))
                throw RequestException.of(place, "has the role \"%s\": give user or assistant".formatted(role));
            if (turns.isEmpty() || !turns.getLast().role().equals(role)) turns.add(new Turn(role));
            add(turns.getLast(), place + ".content", messages.get(i).path("content"));
        }
        return turns;
    }

    private void add(Turn turn, String place, JsonNode content) {
        turn.next();
        if (content.isString()) {
            turn.say(content.stringValue());
            return;
        }
        List<JsonNode> blocks = list(place, content);
        for (int i = 0; i < blocks.size(); i++) addBlock(turn, place + "." + i, blocks.get(i));
    }

    private void addBlock(Turn turn, String place, JsonNode block) {
        String type = block.path("type").asString("");
        Set<String> known = BLOCKS.getOrDefault(turn.role(), Set.of());
        if (!known.contains(type)) throw unknown(place, type, known);
        switch (type) {
            case "text" -> turn.say(text(place, block, "text"));
            case "thinking" -> turn.think(text(place, block, "thinking"));
            case "tool_use" -> turn.call(call(place, block));
            case "tool_result" -> turn.result(result(place, block));
            default -> {
            }
        }
    }

    private ToolCall call(String place, JsonNode block) {
        String id = text(place, block, "id");
        String name = text(place, block, "name");
        toolNames.put(id, name);
        return new ToolCall(id, name, block.path("input").isObject() ? block.get("input").toString() : "{}");
    }

    private ToolResult result(String place, JsonNode block) {
        String id = text(place, block, "tool_use_id");
        JsonNode content = block.path("content");
        String said = content.isString()
                ? content.stringValue()
                : String.join("", texts(place + ".content", content));
        String text = block.path("is_error").asBoolean(false) ? "Error: " + said : said;
        return new ToolResult(id, toolNames.getOrDefault(id, ""), text);
    }

    /// Returns the texts of blocks that can be nothing else.
    private static List<String> texts(String place, JsonNode blocks) {
        var texts = new ArrayList<String>();
        for (JsonNode it : list(place, blocks)) {
            String at = place + "." + texts.size();
            String type = it.path("type").asString("");
            if (!type.equals("text")) throw unknown(at, type, Set.of("text"));
            texts.add(text(at, it, "text"));
        }
        return texts;
    }

    private static List<JsonNode> list(String place, JsonNode blocks) {
        if (blocks.isMissingNode() || blocks.isNull()) return List.of();
        if (!blocks.isArray()) throw RequestException.of(place, "is neither a text nor a list of blocks");
        return blocks.valueStream().toList();
    }

    private static String text(String place, JsonNode block, String name) {
        if (!block.path(name).isString()) throw RequestException.of(place + "." + name, "is missing or no text");
        return block.get(name).stringValue();
    }

    private static RequestException unknown(String place, String type, Set<String> known) {
        return RequestException.of(place, "is of type \"%s\", which models here do not read: give %s".formatted(type,
                known.stream().sorted().collect(Collectors.joining(", "))));
    }
}

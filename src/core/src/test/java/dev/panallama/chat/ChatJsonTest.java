package dev.panallama.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChatJsonTest {
    @Test
    void a_conversation_reads_back_as_it_was_written() {
        List<ChatMessage> messages = List.of(
                ChatMessage.system("Be \"brief\".\n"),
                ChatMessage.user("世界 \uD83D\uDE00"),
                new AssistantMessage("", "Hm.", List.of(new ToolCall("a1", "look", "{\"at\": \"sky\"}"))),
                new ToolResult("a1", "look", "blue"),
                ChatMessage.assistant("It is blue."));
        assertEquals(messages, ChatJson.messages(ChatJson.write(messages)));
    }

    @Test
    void what_other_programs_write_is_read() {
        var read = ChatJson.messages("""
                {"messages": [
                  {"role": "developer", "content": "Short."},
                  {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
                  {"role": "assistant", "content": null, "tool_calls": [
                    {"id": "1", "type": "function", "function": {"name": "f", "arguments": {"x": 1}}}]},
                  {"role": "tool", "tool_call_id": "1", "content": "2"}]}""");
        assertEquals(List.of(
                ChatMessage.system("Short."),
                ChatMessage.user("ab"),
                new AssistantMessage("", "", List.of(new ToolCall("1", "f", "{\"x\":1}"))),
                new ToolResult("1", "", "2")), read);
    }

    @Test
    void what_is_no_conversation_is_refused_with_its_place() {
        refused("is no JSON", "hello");
        refused("are no list", "{\"a\": 1}");
        refused("message 1 has the role \"me\"", "[{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"me\"}]");
        refused("message 0 is no object", "[1]");
        refused("part of type \"image_url\"", "[{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]");
    }

    @Test
    void tools_are_read_with_and_without_a_wrapping() {
        String function = "{\"name\": \"f\", \"description\": \"d\", \"parameters\": {\"type\":\"object\",\"properties\":{}}}";
        Tool tool = Tool.of("f", "d", "{\"type\":\"object\",\"properties\":{}}");
        assertEquals(List.of(tool), ChatJson.tools("[%s]".formatted(function)));
        assertEquals(List.of(tool), ChatJson.tools("[{\"type\": \"function\", \"function\": %s}]".formatted(function)));
        assertThrows(IllegalArgumentException.class, () -> ChatJson.tools("[{\"description\": \"d\"}]"));
    }

    private static void refused(String reason, String json) {
        var refused = assertThrows(IllegalArgumentException.class, () -> ChatJson.messages(json));
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }
}

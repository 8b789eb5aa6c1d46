package dev.panallama.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/// Lengths are counted in characters here.
final class TrimPolicyTest {
    private static final ToIntFunction<List<ChatMessage>> LENGTH = messages -> messages.stream()
            .mapToInt(it -> it.text().length()).sum();

    @Test
    void system_message_and_first_exchange_stay_and_the_oldest_go_together_with_their_answers() {
        List<ChatMessage> messages = talk(10);
        List<ChatMessage> rest = TrimPolicy.keepingFirst().trim(messages, LENGTH, 300);
        assertTrue(LENGTH.applyAsInt(rest) <= 300, rest::toString);
        assertEquals(messages.subList(0, 3), rest.subList(0, 3));
        assertEquals(messages.subList(messages.size() - rest.size() + 3, messages.size()),
                rest.subList(3, rest.size()));
        assertTrue(rest.get(3) instanceof UserMessage);
    }

    @Test
    void room_is_made_for_some_exchanges_to_come() {
        List<ChatMessage> rest = TrimPolicy.keepingFirst().trim(talk(10), LENGTH, 400);
        assertTrue(LENGTH.applyAsInt(rest) <= 300, rest::toString);
    }

    @Test
    void the_first_exchange_goes_when_nothing_else_is_left() {
        List<ChatMessage> messages = talk(2);
        List<ChatMessage> rest = TrimPolicy.keepingFirst().trim(messages, LENGTH, 60);
        assertEquals(List.of(messages.get(0), messages.get(3)), rest);
    }

    @Test
    void the_oldest_go_first_if_that_is_wanted() {
        List<ChatMessage> rest = TrimPolicy.droppingOldest().trim(talk(10), LENGTH, 300);
        assertTrue(rest.getFirst() instanceof SystemMessage);
        assertTrue(!rest.get(1).text().startsWith("question 0"), rest::toString);
    }

    @Test
    void what_is_too_long_by_itself_loses_its_middle() {
        var question = ChatMessage.user("begin " + "x".repeat(5_000) + "\uD83D\uDE00".repeat(1_000) + " end");
        List<ChatMessage> rest = TrimPolicy.keepingFirst().trim(List.of(question), LENGTH, 500);
        String text = rest.getFirst().text();
        assertTrue(text.length() <= 500 && text.startsWith("begin ") && text.endsWith(" end") && text.contains("[...]"),
                text);
        assertEquals(text, new String(text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.UTF_8), "no character was cut in half");
    }

    @Test
    void calls_go_with_the_question_that_they_belong_to() {
        var messages = new ArrayList<>(talk(6));
        messages.add(4, new AssistantMessage("", "", List.of(new ToolCall("1", "f", "{}"))));
        messages.add(5, new ToolResult("1", "f", "x".repeat(50)));
        List<ChatMessage> rest = TrimPolicy.keepingFirst().trim(messages, LENGTH, 250);
        assertTrue(rest.stream().noneMatch(it -> it instanceof ToolResult), rest::toString);
        assertTrue(rest.stream().noneMatch(it -> it instanceof AssistantMessage a && !a.calls().isEmpty()),
                rest::toString);
    }

    @Test
    void nothing_is_dropped_if_that_is_refused() {
        assertEquals(talk(10), TrimPolicy.refusing().trim(talk(10), LENGTH, 10));
    }

    /// Returns a system message, exchanges of about 50 characters, and a question without an answer.
    private static List<ChatMessage> talk(int questions) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(ChatMessage.system("Be brief."));
        for (int i = 0; i < questions; i++) {
            messages.add(ChatMessage.user("question %d ".formatted(i) + "?".repeat(14)));
            if (i < questions - 1) messages.add(ChatMessage.assistant("answer %d ".formatted(i) + ".".repeat(16)));
        }
        return messages;
    }
}

package dev.panallama.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/// Drops exchanges, then shortens messages.
///
/// @param kept how many exchanges from the beginning stay as long as there are others
record DroppingPolicy(int kept) implements TrimPolicy {
    private static final int SHORTEST = 64;
    private static final String GAP = "\n[...]\n";

    @Override
    public List<ChatMessage> trim(List<ChatMessage> messages, ToIntFunction<List<ChatMessage>> length, int limit) {
        if (length.applyAsInt(messages) <= limit) return messages;
        for (int first : new int[]{kept, 0}) {
            List<ChatMessage> rest = dropped(messages, first, length, limit - limit / 4);
            if (length.applyAsInt(rest) <= limit) return rest;
        }
        return shortened(withoutExchanges(messages, 0, droppable(messages, 0)), length, limit);
    }

    /// Returns the messages without as many exchanges from one on as it takes to come down to a target, or without all that
    /// there are.
    private static List<ChatMessage> dropped(
            List<ChatMessage> messages, int first, ToIntFunction<List<ChatMessage>> length, int target) {
        int few = 0;
        int many = droppable(messages, first);
        while (few < many) {
            int middle = (few + many) / 2;
            if (length.applyAsInt(withoutExchanges(messages, first, middle)) <= target) many = middle;
            else few = middle + 1;
        }
        return withoutExchanges(messages, first, many);
    }

    /// Returns how many exchanges there are between one and the last, which stays.
    private static int droppable(List<ChatMessage> messages, int first) {
        return Math.max(0, begins(messages).size() - 1 - first);
    }

    /// Returns the messages without some exchanges, each a person's message and all up to his next one.
    private static List<ChatMessage> withoutExchanges(List<ChatMessage> messages, int first, int count) {
        if (count == 0) return messages;
        List<Integer> begins = begins(messages);
        var rest = new ArrayList<>(messages);
        rest.subList(begins.get(first), begins.get(first + count)).clear();
        return rest;
    }

    private static List<Integer> begins(List<ChatMessage> messages) {
        var begins = new ArrayList<Integer>();
        for (int i = 0; i < messages.size(); i++) if (messages.get(i) instanceof UserMessage) begins.add(i);
        return begins;
    }

    private static List<ChatMessage> shortened(
            List<ChatMessage> messages, ToIntFunction<List<ChatMessage>> length, int limit) {
        var rest = new ArrayList<>(messages);
        while (length.applyAsInt(rest) > limit) {
            ChatMessage longest = rest.stream()
                    .filter(it -> !(it instanceof SystemMessage))
                    .max(Comparator.comparingInt(it -> it.text().length()))
                    .orElse(null);
            if (longest == null || longest.text().length() <= SHORTEST) return rest;
            rest.set(rest.indexOf(longest), halved(longest));
        }
        return rest;
    }

    private static ChatMessage halved(ChatMessage message) {
        String text = message.text();
        int quarter = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 4);
        int last = text.offsetByCodePoints(text.length(), -(text.codePointCount(0, text.length()) / 4 - GAP.length()));
        String half = text.substring(0, quarter) + GAP + text.substring(last);
        return switch (message) {
            case SystemMessage _ -> new SystemMessage(half);
            case UserMessage _ -> new UserMessage(half);
            case AssistantMessage it -> new AssistantMessage(half, it.reasoning(), it.calls());
            case ToolResult it -> new ToolResult(it.id(), it.name(), half);
        };
    }
}

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
        List<ChatMessage> rest = messages;
        for (int first : new int[]{kept, 0}) {
            int target = limit - limit / 4;
            while (length.applyAsInt(rest) > target) {
                List<ChatMessage> next = withoutExchange(rest, first);
                if (next.size() == rest.size()) break;
                rest = next;
            }
            if (length.applyAsInt(rest) <= limit) return rest;
        }
        return shortened(rest, length, limit);
    }

    /// Returns the messages without one exchange: a person's message and all up to his next one. The last one stays.
    private static List<ChatMessage> withoutExchange(List<ChatMessage> messages, int index) {
        List<Integer> begins = begins(messages);
        if (index >= begins.size() - 1) return messages;
        var rest = new ArrayList<>(messages);
        rest.subList(begins.get(index), begins.get(index + 1)).clear();
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

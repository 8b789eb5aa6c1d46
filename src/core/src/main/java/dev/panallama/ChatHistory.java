package dev.panallama;

import dev.panallama.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/// The messages of a chat, and those of them that the model gets to see. Serves one thread.
final class ChatHistory {
    /// What there was at some time.
    record State(List<ChatMessage> all, List<ChatMessage> visible) {}

    private List<ChatMessage> all = List.of();
    private List<ChatMessage> visible = List.of();

    List<ChatMessage> all() {
        return all;
    }

    List<ChatMessage> visible() {
        return visible;
    }

    void add(ChatMessage message) {
        all = with(all, message);
        visible = with(visible, message);
    }

    /// Has the model see these messages alone.
    void show(List<ChatMessage> messages) {
        visible = List.copyOf(messages);
    }

    /// Puts other messages in place of all.
    void reset(List<? extends ChatMessage> messages) {
        all = List.copyOf(messages);
        visible = all;
    }

    State state() {
        return new State(all, visible);
    }

    void restore(State state) {
        all = state.all();
        visible = state.visible();
    }

    private static List<ChatMessage> with(List<ChatMessage> messages, ChatMessage last) {
        var longer = new ArrayList<>(messages);
        longer.add(last);
        return List.copyOf(longer);
    }
}

package dev.panallama.runner.desktop.app;

import dev.panallama.chat.ChatMessage;
import dev.panallama.runner.KeptConversation;
import dev.panallama.runner.Runner;
import dev.panallama.runner.desktop.ChatPanel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which conversation the window shows, and that it is kept. Serves the event thread.
final class Chats implements Keeping.Hearer {
    private final Runner runner;
    private final ConversationList list;
    private final Consumer<String> choose;
    private @Nullable ChatPanel panel;
    private @Nullable Keeping current;
    private @Nullable UUID wanted; // the one that is being read

    /// @param choose is told the model of a conversation that is gone on with
    Chats(Runner runner, Consumer<String> choose) {
        this.runner = runner;
        this.choose = choose;
        list = new ConversationList(runner, this::open, this::leaveDeleted);
    }

    ConversationList list() {
        return list;
    }

    /// Has what is said in a panel kept.
    void show(ChatPanel shown) {
        panel = shown;
        begin();
    }

    /// Begins a new conversation.
    void begin() {
        go(List.of(), Optional.empty());
    }

    private void leaveDeleted() {
        if (current != null) current.forget(); // an answer that is under way would bring it back
        begin();
    }

    private void open(KeptConversation it) {
        if (panel == null) return; // there is no model yet
        wanted = it.id();
        Background.start(() -> runner.conversations().messages(it.id()), said -> {
            if (!it.id().equals(wanted)) return; // by now, another one is
            go(said, Optional.of(it.id()));
            it.model().ifPresent(choose);
        }, list::fail);
    }

    private void go(List<ChatMessage> said, Optional<UUID> id) {
        ChatPanel open = panel;
        wanted = null;
        if (open == null) return;
        var keeping = new Keeping(runner, open::model, id, this);
        current = keeping;
        open.resume(said, keeping);
        list.current(id);
        open.requestFocusInWindow();
    }

    @Override
    public void kept(Keeping which, UUID id) {
        if (which.equals(current)) list.current(Optional.of(id));
        list.refresh(_ -> {});
    }

    @Override
    public void failed(Exception why) {
        list.fail(why);
    }
}

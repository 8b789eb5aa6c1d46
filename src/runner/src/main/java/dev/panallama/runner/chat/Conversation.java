package dev.panallama.runner.chat;

import dev.panallama.Adapters;
import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Model;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.Session;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.runner.console.Notices;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A conversation by the model's chat template. When the context is full, older messages are left out, and the user is told.
public final class Conversation implements Dialogue {
    private final Model model;
    private final Adapters adapters;
    private final Notices notices;
    private ChatOptions options;
    private volatile Chat chat;

    /// Opens a conversation.
    ///
    /// @param adapters what is put on the model
    /// @param said what was said so far, without the instruction
    public Conversation(Model model, Adapters adapters, ChatOptions options, List<ChatMessage> said, Notices notices) {
        this.model = model;
        this.adapters = adapters;
        this.options = options;
        this.notices = notices;
        chat = opened(options);
        continueFrom(said);
    }

    private Chat opened(ChatOptions how) {
        Chat opened = model.chat(how);
        opened.session().adapters(adapters);
        return opened;
    }

    @Override
    public Answer ask(String text) {
        int before = leftOut();
        ReplyStream stream = chat.stream(text);
        if (leftOut() > before)
            notices.say(
                    "(the context is full: %d earlier messages are left out; --ctx makes room)".formatted(leftOut()));
        return new Streamed(stream);
    }

    @Override
    public Answer again() {
        return new Streamed(chat.regenerating());
    }

    @Override
    public void undo() {
        List<ChatMessage> said = messages();
        int last = said.size() - 1;
        while (last >= 0 && !(said.get(last) instanceof UserMessage)) last--;
        if (last < 0) throw new IllegalStateException("nothing was said yet");
        continueFrom(said.subList(0, last));
    }

    @Override
    public void clear() {
        chat.clear();
    }

    @Override
    public Runnable bookmark() {
        List<ChatMessage> said = messages();
        return () -> continueFrom(said);
    }

    @Override
    public List<ChatMessage> messages() {
        return chat.history().stream().filter(it -> !(it instanceof SystemMessage)).toList();
    }

    @Override
    public Model model() {
        return model;
    }

    @Override
    public ChatOptions options() {
        return options;
    }

    @Override
    public void change(UnaryOperator<ChatOptions> how) {
        ChatOptions changed = how.apply(options);
        List<ChatMessage> said = messages();
        Chat before = chat;
        chat = opened(changed);
        options = changed;
        before.close();
        continueFrom(said);
    }

    @Override
    public Session session() {
        return chat.session();
    }

    @Override
    public void stop() {
        chat.cancel();
    }

    @Override
    public void close() {
        chat.close();
    }

    /// Puts messages in place of the history, below the instruction as it is now.
    private void continueFrom(List<ChatMessage> said) {
        chat.clear();
        var all = new ArrayList<>(chat.history());
        all.addAll(said);
        chat.restore(all);
    }

    private int leftOut() {
        return chat.history().size() - chat.visible().size();
    }

    private record Streamed(ReplyStream stream) implements Answer {
        @Override
        public Iterator<Delta> iterator() {
            return stream.iterator();
        }

        @Override
        public Optional<FinishReason> finishReason() {
            return stream.ended().map(Reply::finishReason);
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}

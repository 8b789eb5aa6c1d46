package dev.panallama.runner.chat;

import dev.panallama.Chat;
import dev.panallama.FinishReason;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.Delta;
import dev.panallama.runner.console.Notices;
import java.util.Iterator;
import java.util.Optional;

/// A conversation by the model's chat template. When the context is full, older messages are left out, and the user is told.
public final class Conversation implements Dialogue {
    private final Chat chat;
    private final Notices notices;

    /// Creates a conversation in which nothing is said yet.
    public Conversation(Chat chat, Notices notices) {
        this.chat = chat;
        this.notices = notices;
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

    private int leftOut() {
        return chat.history().size() - chat.visible().size();
    }

    @Override
    public void clear() {
        chat.clear();
    }

    @Override
    public void stop() {
        chat.cancel();
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

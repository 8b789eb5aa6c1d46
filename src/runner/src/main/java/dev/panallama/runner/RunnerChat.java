package dev.panallama.runner;

import dev.panallama.Chat;
import dev.panallama.ChatOptions;
import dev.panallama.Reply;
import dev.panallama.ReplyStream;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.runner.serving.Lease;
import dev.panallama.runner.serving.LoadedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A conversation with a model of a [Runner]: the library's [Chat], whose model is in memory for as long as this is open. If the
/// process that the model runs in dies, the answer under way fails with a [dev.panallama.error.WorkerDiedException], and the next
/// one goes on from the same history in a new process.
///
/// Serves one thread at a time; [#cancel] may be called from any. Close it before its runner.
public final class RunnerChat implements AutoCloseable {
    /// Takes the model, waiting for it to be loaded.
    @FunctionalInterface
    interface Taking {
        Lease lease() throws IOException, InterruptedException;
    }

    private final String model;
    private final Taking taking;
    private final Consumer<RunnerChat> closed;
    private ChatOptions options;
    private Lease lease;
    private volatile Chat chat;

    private RunnerChat(String model, ChatOptions options, Taking taking, Consumer<RunnerChat> closed)
            throws IOException, InterruptedException {
        this.model = model;
        this.options = options;
        this.taking = taking;
        this.closed = closed;
        lease = taking.lease();
        chat = opened(lease, options, lease.model().installed().settings().begun());
    }

    static RunnerChat open(String model, ChatOptions options, Taking taking, Consumer<RunnerChat> closed)
            throws IOException, InterruptedException {
        return new RunnerChat(model, options, taking, closed);
    }

    /// Opens what computes; the model is given back if that fails.
    private static Chat opened(Lease lease, ChatOptions options, List<? extends ChatMessage> said) {
        try {
            return opened(lease.model(), options, said);
        } catch (RuntimeException failed) {
            lease.close();
            throw failed;
        }
    }

    private static Chat opened(LoadedModel model, ChatOptions options, List<? extends ChatMessage> said) {
        Chat chat = model.chat(options, model.loras().now());
        try {
            putBelowInstruction(chat, said);
            return chat;
        } catch (RuntimeException failed) {
            chat.close();
            throw failed;
        }
    }

    /// Returns the name of the model.
    public String model() {
        return model;
    }

    /// Returns how the conversation goes.
    public ChatOptions options() {
        return options;
    }

    /// Says something and returns the answer as it is generated. An answer that is still being generated ends first, and what was
    /// said last is forgotten if it was not answered.
    ///
    /// @throws dev.panallama.error.ContextOverflowException if the text does not fit into the context
    /// @throws java.util.concurrent.CancellationException if [#cancel] was called meanwhile; nothing was said then
    /// @throws IOException if the model has to be loaded again and is gone
    public ReplyStream stream(String text) throws IOException, InterruptedException {
        revive();
        forgetUnanswered();
        return chat.stream(text);
    }

    /// Says something and waits for the answer.
    ///
    /// @throws dev.panallama.error.ContextOverflowException if the text does not fit into the context
    /// @throws IOException if the model has to be loaded again and is gone
    public Reply send(String text) throws IOException, InterruptedException {
        return stream(text).reply();
    }

    /// Forgets the last answer and generates another one, as a stream.
    ///
    /// @throws IllegalStateException if nothing was said yet
    /// @throws IOException if the model has to be loaded again and is gone
    public ReplyStream regenerating() throws IOException, InterruptedException {
        revive();
        return chat.regenerating();
    }

    /// Returns all messages, with the instruction if there is one.
    public List<ChatMessage> history() {
        return chat.history();
    }

    /// Puts other messages in place of what was said. The instruction stays, unless they begin with another one.
    public void restore(List<? extends ChatMessage> messages) {
        chat.clear();
        if (!messages.isEmpty() && messages.getFirst() instanceof SystemMessage) chat.restore(messages);
        else putBelowInstruction(chat, messages);
    }

    /// Forgets all but the instruction and what the model's maker has each conversation begin with.
    public void clear() {
        restore(lease.model().installed().settings().begun());
    }

    /// Has the conversation go another way from now on. What was said stays; the model reads it anew.
    ///
    /// @throws IllegalArgumentException if that cannot be; the conversation is as before
    public void change(ChatOptions other) {
        Chat before = chat;
        chat = opened(lease.model(), other, said());
        options = other;
        before.close();
    }

    /// Returns what computes, for all else that the library's chats can: tools, typed answers, edits, forks. It is another one after
    /// [#change] and when the model's process has died; do not close it.
    public Chat chat() {
        return chat;
    }

    /// Returns how many tokens of the context are taken by what was said, as far as it was computed.
    public int contextUsed() {
        return chat.session().position();
    }

    /// Returns how many tokens the context has.
    public int contextLength() {
        return chat.session().contextLength();
    }

    /// Stops the answer that is being generated. Any thread may call.
    public void cancel() {
        chat.cancel();
    }

    /// Ends the conversation and gives the model back, which is freed when nobody else has used it for as long as the runner keeps
    /// models. Closing twice does nothing.
    @Override
    public void close() {
        try {
            chat.close();
        } finally {
            lease.close();
            closed.accept(this);
        }
    }

    /// Goes on in a new process if the model's has died.
    private void revive() throws IOException, InterruptedException {
        if (lease.isUsable()) return;
        List<ChatMessage> said = said();
        chat.close();
        lease.close();
        lease = taking.lease();
        chat = opened(lease, options, said);
    }

    private void forgetUnanswered() {
        List<ChatMessage> all = chat.history();
        if (!all.isEmpty() && all.getLast() instanceof UserMessage) chat.restore(all.subList(0, all.size() - 1));
    }

    private List<ChatMessage> said() {
        return chat.history().stream().filter(it -> !(it instanceof SystemMessage)).toList();
    }

    private static void putBelowInstruction(Chat chat, List<? extends ChatMessage> said) {
        var all = new ArrayList<>(chat.history());
        all.removeIf(it -> !(it instanceof SystemMessage));
        all.addAll(said);
        chat.restore(all);
    }
}

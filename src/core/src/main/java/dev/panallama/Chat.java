package dev.panallama;

import dev.panallama.chat.ChatJson;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ToolResult;
import dev.panallama.chat.UserMessage;
import dev.panallama.grammar.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A conversation with a model: say something, get an answer. It keeps the history and a session, which computes only what
/// is new.
///
/// A chat serves one thread at a time; [#cancel] may be called from any. Close it before its model.
///
/// Everything that talks throws [dev.panallama.error.ContextOverflowException] if a message does not fit into the context even
/// after [trimming][ChatOptions#trimPolicy], and [dev.panallama.jinja.TemplateException] if the template refuses the
/// conversation, for instance two messages of the person in a row; the history is then as before.
public final class Chat implements AutoCloseable {
    private final ChatOptions options;
    private final ChatFormat format;
    private final ChatWindow window;
    private final List<ChatMessage> messages = new ArrayList<>();

    Chat(Model model, ChatOptions options) {
        this.options = options;
        format = ChatFormat.of(model, options);
        window = new ChatWindow(format, options, format.open(options.session()));
        clear();
    }

    private Chat(Chat other) {
        options = other.options;
        format = other.format;
        window = other.window.fork();
        messages.addAll(other.messages);
    }

    /// Says something and waits for the answer, for which tools with handlers are called.
    public Reply send(String text) {
        return stream(text).reply();
    }

    /// Says something and returns the answer as it is generated.
    public ReplyStream stream(String text) {
        return stream(List.of(new UserMessage(text)), ReplyForm.of(options));
    }

    /// Answers calls that the last reply has left to the caller, and waits for what the model makes of that.
    public Reply send(List<ToolResult> results) {
        return stream(results).reply();
    }

    /// Answers calls that the last reply has left to the caller.
    public ReplyStream stream(List<ToolResult> results) {
        return stream(results, ReplyForm.of(options));
    }

    /// Asks for a value of a Java type, such as a record: the model can write nothing else, and is told the schema.
    ///
    /// @param type as [Grammar#of] takes it
    /// @throws dev.panallama.error.UnreadableJsonException if the answer was cut at a limit of tokens
    public <T> T ask(String prompt, Class<T> type) {
        return ask(prompt, type, _ -> {});
    }

    /// Asks for a value of a Java type, and shows what there is of it while it is generated: parts that are missing yet are
    /// null, 0, false or empty. States that the type itself refuses are left out.
    public <T> T ask(String prompt, Class<T> type, Consumer<? super T> partial) {
        String question = "%s\n\nAnswer with JSON of this schema:\n%s".formatted(prompt, Grammar.schemaOf(type));
        var reading = new PartialReading<>(type, partial);
        try (ReplyStream stream = stream(List.of(new UserMessage(question)), ReplyForm.typed(options, type))) {
            stream.forEach(reading::add);
            return Grammar.read(stream.reply().text(), type);
        }
    }

    /// Forgets the last answer and generates another one.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public Reply regenerate() {
        return regenerating().reply();
    }

    /// Forgets the last answer and generates another one, as a stream.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public ReplyStream regenerating() {
        int question = lastQuestion();
        var said = messages.get(question);
        forgetFrom(question);
        return stream(List.of(said), ReplyForm.of(options));
    }

    /// Says something else in place of one of the person's messages, forgets what came after it, and waits for the answer.
    ///
    /// @param index counts the [#history] from 0
    /// @throws IllegalArgumentException if that is no message of the person
    public Reply edit(int index, String text) {
        if (index < 0 || index >= messages.size() || !(messages.get(index) instanceof UserMessage))
            throw new IllegalArgumentException(
                    "message %d of %d is not the person's: give the index of one that is".formatted(index,
                            messages.size()));
        forgetFrom(index);
        return send(text);
    }

    /// Returns all messages, also those that the model does not get to see any more.
    public List<ChatMessage> history() {
        return List.copyOf(messages);
    }

    /// Returns the messages that the model gets to see: the history, trimmed when it had to be.
    public List<ChatMessage> visible() {
        return window.messages();
    }

    /// Forgets all but the instruction.
    public void clear() {
        messages.clear();
        if (!options.system().isEmpty()) messages.add(ChatMessage.system(options.system()));
        window.reset(messages);
    }

    /// Puts other messages in place of the history, for instance saved ones.
    public void restore(List<? extends ChatMessage> history) {
        messages.clear();
        messages.addAll(history);
        window.reset(messages);
    }

    /// Puts the messages that [#toJson] wrote in place of the history.
    ///
    /// @throws IllegalArgumentException if the text is something else; the history is as before
    public void restore(String json) {
        restore(ChatJson.messages(json));
    }

    /// Returns the history as JSON, in the form of OpenAI's API.
    public String toJson() {
        return ChatJson.write(messages);
    }

    /// Opens a chat with the same history, without computing it again. Both go on independently.
    public Chat fork() {
        return new Chat(this);
    }

    /// Returns the session that holds the conversation: its timings, memory and position.
    public Session session() {
        return window.session();
    }

    /// Stops the answer that is being generated. Any thread may call.
    public void cancel() {
        window.session().cancel();
    }

    /// Frees the session. Closing twice does nothing.
    @Override
    public void close() {
        window.session().close();
    }

    private ReplyStream stream(List<? extends ChatMessage> said, ReplyForm form) {
        int before = messages.size();
        messages.addAll(said);
        said.forEach(window::add);
        try {
            return new ReplyStream(new ReplyRounds(format, options, form, window, messages));
        } catch (Throwable failure) {
            forgetFrom(before);
            throw failure;
        }
    }

    private void forgetFrom(int index) {
        messages.subList(index, messages.size()).clear();
        window.reset(messages);
    }

    private int lastQuestion() {
        for (int i = messages.size() - 1; i >= 0; i--) if (messages.get(i) instanceof UserMessage) return i;
        throw new IllegalStateException("nothing was said yet: send a message first");
    }
}

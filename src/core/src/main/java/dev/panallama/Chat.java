package dev.panallama;

import dev.panallama.chat.AssistantMessage;
import dev.panallama.chat.ChatJson;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatTemplate;
import dev.panallama.chat.ToolResult;
import dev.panallama.chat.UserMessage;
import dev.panallama.chat.output.OutputFormat;
import dev.panallama.grammar.Grammar;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final ChatHistory history = new ChatHistory();
    private ReplyForm lastForm;
    private volatile @Nullable ReplyRounds running;

    /// @param opening opens the session that it generates with
    Chat(Model model, Supplier<Session> opening, ChatOptions options) {
        this.options = options;
        format = ChatFormat.of(model, options);
        window = new ChatWindow(format, options, format.open(opening));
        lastForm = ReplyForm.of(options);
        clear();
    }

    private Chat(Chat other) {
        options = other.options;
        format = other.format;
        lastForm = other.lastForm;
        window = other.window.fork();
        history.restore(other.history.state());
    }

    /// Returns whether a model that is written to by a template can think before it answers: the template switches that, or has
    /// marks for it. It may do so unasked.
    public static boolean canThink(ChatTemplate template) {
        return template.capabilities().thinkingVariable().isPresent()
                || !OutputFormat.of(template.source(), template::render).reasoningStart().isEmpty();
    }

    /// Says something and waits for the answer, for which tools with handlers are called.
    public Reply send(String text) {
        return stream(text).reply();
    }

    /// Says something and returns the answer as it is generated. An answer that is still being generated ends first.
    public ReplyStream stream(String text) {
        settle();
        return stream(history.state(), List.of(new UserMessage(text)), ReplyForm.of(options));
    }

    /// Answers calls that the last reply has left to the caller, and waits for what the model makes of that.
    public Reply send(List<ToolResult> results) {
        return stream(results).reply();
    }

    /// Answers calls that the last reply has left to the caller. The model is not forced to call again.
    public ReplyStream stream(List<ToolResult> results) {
        settle();
        return stream(history.state(), results, ReplyForm.of(options).afterTools());
    }

    /// Answers the history as it stands, whoever spoke last: what a server needs, which gets whole conversations.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public Reply answer() {
        return answering().reply();
    }

    /// Answers the history as it stands, as a stream.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public ReplyStream answering() {
        settle();
        if (history.all().isEmpty()) throw nothingSaid();
        return stream(history.state(), List.of(), ReplyForm.of(options));
    }

    /// Returns how many tokens the history has as the model gets to read it, instructions and tools included, up to where its
    /// answer begins. Nothing is computed, and nothing trimmed.
    ///
    /// @throws IllegalStateException if nothing was said yet
    /// @throws IllegalArgumentException if it is too long to be tokenized
    public int promptLength() {
        settle();
        if (history.all().isEmpty()) throw nothingSaid();
        return window.length(history, ReplyForm.of(options));
    }

    /// Continues the last message of the history, which is the model's own: the reply has what is new, the history then the
    /// whole message. The model does not think first.
    ///
    /// @throws IllegalStateException if the last message is another's, or calls tools
    public ReplyStream continuing() {
        settle();
        ChatHistory.State before = history.state();
        return stream(before, List.of(), ReplyForm.of(options).continuing(takeLast()));
    }

    /// Returns how many tokens the model gets to read before it goes on with its last message: as [#promptLength], with what
    /// there is of the message.
    ///
    /// @throws IllegalStateException if the last message is another's, or calls tools
    /// @throws IllegalArgumentException if it is too long to be tokenized
    public int continuingLength() {
        settle();
        ChatHistory.State before = history.state();
        try {
            return window.length(history, ReplyForm.of(options).continuing(takeLast()));
        } finally {
            history.restore(before);
        }
    }

    /// Takes the last message off the history, which is the model's own.
    private String takeLast() {
        List<ChatMessage> all = history.all();
        if (all.isEmpty() || !(all.getLast() instanceof AssistantMessage last) || !last.calls().isEmpty())
            throw new IllegalStateException(
                    "the last message is no text of the model: restore a history that ends with one");
        history.reset(all.subList(0, all.size() - 1));
        return last.text();
    }

    /// Asks for a value of a Java type, such as a record: the model can write nothing else, and is told the schema.
    ///
    /// @param type as [Grammar#of] takes it
    /// @throws dev.panallama.error.UnreadableJsonException if the answer was cut at a limit of tokens
    public <T> T ask(String prompt, Class<T> type) {
        try (ReplyStream stream = asking(prompt, type)) {
            return Grammar.read(stream.reply().text(), type);
        }
    }

    /// Asks for a value of a Java type, and shows what there is of it while it is generated: parts that are missing yet are
    /// null, 0, false or empty. States that the type itself refuses are left out.
    public <T> T ask(String prompt, Class<T> type, Consumer<? super T> partial) {
        var reading = new PartialReading<>(type, partial);
        try (ReplyStream stream = asking(prompt, type)) {
            stream.forEach(reading::add);
            return Grammar.read(stream.reply().text(), type);
        }
    }

    private ReplyStream asking(String prompt, Class<?> type) {
        settle();
        return stream(history.state(), List.of(new UserMessage(prompt)), ReplyForm.typed(options, type));
    }

    /// Forgets the last answer and generates another one, of the same form. With a fixed seed it is the same one.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public Reply regenerate() {
        return regenerating().reply();
    }

    /// Forgets the last answer and generates another one, as a stream.
    ///
    /// @throws IllegalStateException if nothing was said yet
    public ReplyStream regenerating() {
        settle();
        int question = lastQuestion();
        return instead(question, history.all().get(question), lastForm);
    }

    /// Says something else in place of one of the person's messages, forgets what came after it, and waits for the answer.
    ///
    /// @param index counts the [#history] from 0
    /// @throws IllegalArgumentException if that is no message of the person
    public Reply edit(int index, String text) {
        settle();
        int size = history.all().size();
        if (index < 0 || index >= size || !(history.all().get(index) instanceof UserMessage))
            throw new IllegalArgumentException(
                    "message %d of %d is not the person's: give the index of one that is".formatted(index, size));
        return instead(index, new UserMessage(text), ReplyForm.of(options)).reply();
    }

    /// Returns all messages, also those that the model does not get to see any more.
    public List<ChatMessage> history() {
        return history.all();
    }

    /// Returns the messages that the model gets to see: the history, trimmed when it had to be.
    public List<ChatMessage> visible() {
        return history.visible();
    }

    /// Forgets all but the instruction.
    public void clear() {
        restore(options.system().isEmpty() ? List.of() : List.of(ChatMessage.system(options.system())));
    }

    /// Puts other messages in place of the history, for instance saved ones.
    public void restore(List<? extends ChatMessage> messages) {
        settle();
        history.reset(messages);
    }

    /// Puts the messages that [#toJson] wrote in place of the history.
    ///
    /// @throws IllegalArgumentException if the text is something else; the history is as before
    public void restore(String json) {
        restore(ChatJson.messages(json));
    }

    /// Returns the history as JSON, in the form of OpenAI's API.
    public String toJson() {
        return ChatJson.write(history.all());
    }

    /// Opens a chat with the same history, without computing it again. Both go on independently.
    public Chat fork() {
        settle();
        return new Chat(this);
    }

    /// Returns the session that holds the conversation: its timings, memory and position.
    public Session session() {
        return window.session();
    }

    /// Stops the answer that is being generated; a handler of a tool that is running comes to its end. Any thread may call.
    public void cancel() {
        ReplyRounds rounds = running;
        if (rounds != null) rounds.cancel();
        window.session().cancel();
    }

    /// Frees the session. Closing twice does nothing.
    @Override
    public void close() {
        window.session().close();
    }

    /// Ends an answer that nobody has taken to its end.
    ///
    /// @throws IllegalStateException in a handler of a tool: the chat waits for it
    private void settle() {
        ReplyRounds rounds = running;
        if (rounds == null) return;
        if (rounds.isCalling())
            throw new IllegalStateException("the chat waits for this tool: use another chat, or a fork made before");
        rounds.stop();
        running = null;
    }

    private ReplyStream instead(int index, ChatMessage said, ReplyForm form) {
        ChatHistory.State before = history.state();
        history.reset(history.all().subList(0, index));
        return stream(before, List.of(said), form);
    }

    /// @param before what the history becomes again if this fails
    private ReplyStream stream(ChatHistory.State before, List<? extends ChatMessage> said, ReplyForm form) {
        said.forEach(history::add);
        try {
            var rounds = new ReplyRounds(format, options, form, window, history, before);
            running = rounds;
            lastForm = form;
            return new ReplyStream(rounds);
        } catch (Throwable failure) {
            history.restore(before);
            throw failure;
        }
    }

    private int lastQuestion() {
        List<ChatMessage> all = history.all();
        for (int i = all.size() - 1; i >= 0; i--) if (all.get(i) instanceof UserMessage) return i;
        throw nothingSaid();
    }

    private static IllegalStateException nothingSaid() {
        return new IllegalStateException("nothing was said yet: send a message first");
    }
}

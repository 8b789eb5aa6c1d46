package dev.panallama;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.PromptOptions;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.error.ContextOverflowException;
import java.util.ArrayList;
import java.util.List;

/// What the model gets to see of a chat, and the session that holds it. Serves one thread.
final class ChatWindow {
    /// How much of the context is kept free for an answer.
    private static final int ANSWER_SHARE = 4;

    /// What was shown.
    ///
    /// @param computed how many tokens were computed
    /// @param reused how many were there already
    record Shown(ChatPrompt prompt, int computed, int reused) {}

    private final ChatFormat format;
    private final ChatOptions options;
    private final PromptSession session;
    private List<ChatMessage> messages = List.of();

    ChatWindow(ChatFormat format, ChatOptions options, PromptSession session) {
        this.format = format;
        this.options = options;
        this.session = session;
    }

    ChatWindow fork() {
        var fork = new ChatWindow(format, options, session.fork());
        fork.messages = messages;
        return fork;
    }

    PromptSession prompts() {
        return session;
    }

    Session session() {
        return session.session();
    }

    List<ChatMessage> messages() {
        return messages;
    }

    void reset(List<ChatMessage> all) {
        messages = List.copyOf(all);
    }

    void add(ChatMessage message) {
        var all = new ArrayList<>(messages);
        all.add(message);
        messages = List.copyOf(all);
    }

    /// Has the session hold the messages, trimmed where they are too long.
    Shown show(PromptOptions prompt) {
        int limit = limit();
        if (plan(messages, prompt).length() > limit)
            messages = List.copyOf(options.trimPolicy().trim(messages, it -> plan(it, prompt).length(), limit));
        PromptSession.Plan plan = plan(messages, prompt);
        if (plan.length() > limit)
            throw new ContextOverflowException(plan.length(), limit, session().contextLength());
        session.apply(plan);
        return new Shown(rendered(messages, prompt), plan.ids().length, plan.kept());
    }

    private int limit() {
        int length = session().contextLength();
        return length - Math.min(options.generation().maxTokens(), length / ANSWER_SHARE);
    }

    private PromptSession.Plan plan(List<ChatMessage> all, PromptOptions prompt) {
        return session.plan(rendered(all, prompt).text());
    }

    private ChatPrompt rendered(List<ChatMessage> all, PromptOptions prompt) {
        return format.prompt(options.repeatsSystem() ? repeated(all) : all, prompt);
    }

    private List<ChatMessage> repeated(List<ChatMessage> all) {
        return all.stream().map(this::repeated).toList();
    }

    private ChatMessage repeated(ChatMessage message) {
        boolean repeats = message instanceof UserMessage && messages.getFirst() instanceof SystemMessage;
        return repeats ? new UserMessage(messages.getFirst().text() + "\n\n" + message.text()) : message;
    }
}

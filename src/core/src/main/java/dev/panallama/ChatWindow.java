package dev.panallama;

import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.SystemMessage;
import dev.panallama.chat.UserMessage;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.internal.host.HostedVocabulary;
import java.util.ArrayList;
import java.util.List;

/// Shows the model what it gets to see of a history: writes it, trims it where it is too long, and has the session compute
/// what is new. Serves one thread.
final class ChatWindow {
    /// How much of the context is kept free for an answer.
    private static final int ANSWER_SHARE = 4;

    /// What was shown.
    ///
    /// @param generationPrompt what stands between the last message and the answer
    /// @param computed how many tokens were computed
    /// @param reused how many were there already
    record Shown(String generationPrompt, int computed, int reused) {}

    private record Plan(ChatPrompt prompt, PromptSession.Plan tokens) {}

    private final ChatFormat format;
    private final ChatOptions options;
    private final PromptSession session;

    ChatWindow(ChatFormat format, ChatOptions options, PromptSession session) {
        this.format = format;
        this.options = options;
        this.session = session;
    }

    ChatWindow fork() {
        return new ChatWindow(format, options, session.fork());
    }

    PromptSession prompts() {
        return session;
    }

    Session session() {
        return session.session();
    }

    /// Has the session hold what is visible of a history, trimmed where it is too long.
    Shown show(ChatHistory history, ReplyForm form) {
        int limit = limit();
        List<ChatMessage> visible = history.visible();
        if (length(visible, form) > limit)
            visible = options.trimPolicy().trim(visible, it -> length(it, form), limit);
        Plan plan = plan(visible, form);
        PromptSession.Plan tokens = plan.tokens();
        if (tokens.length() > limit)
            throw new ContextOverflowException(
                    tokens.ids().length, Math.max(0, limit - tokens.kept()), session().contextLength());
        int before = session().timings().reusedTokens();
        session.apply(tokens);
        int found = session().timings().reusedTokens() - before;
        history.show(visible);
        return new Shown(
                plan.prompt().generationPrompt(), tokens.ids().length - found, tokens.kept() + found);
    }

    /// Returns how many tokens there are to show, with those that the answer begins with already.
    int length(ChatHistory history, ReplyForm form) {
        int begun = form.begun().isEmpty() ? 0 : session.lengthSaid(form.begun());
        return plan(history.visible(), form).tokens().length() + begun;
    }

    private int limit() {
        int length = session().contextLength();
        return length - Math.min(options.generation().maxTokens(), length / ANSWER_SHARE);
    }

    /// Counts tokens. A text that is too long to be tokenized counts by its characters, which are more.
    private int length(List<ChatMessage> messages, ReplyForm form) {
        ChatPrompt prompt = rendered(messages, form);
        return prompt.text().length() > HostedVocabulary.MAX_TEXT
                ? prompt.text().length()
                : session.plan(prompt.text()).length();
    }

    private Plan plan(List<ChatMessage> messages, ReplyForm form) {
        ChatPrompt prompt = rendered(messages, form);
        return new Plan(prompt, session.plan(prompt.text()));
    }

    private ChatPrompt rendered(List<ChatMessage> messages, ReplyForm form) {
        List<ChatMessage> told = options.repeatsSystem() ? repeated(messages) : messages;
        return form.prompt(told, format.template());
    }

    /// Returns the messages with the instruction in front of each of the person's but the first, which it stands above.
    private static List<ChatMessage> repeated(List<ChatMessage> messages) {
        if (messages.isEmpty() || !(messages.getFirst() instanceof SystemMessage(String instruction))) return messages;
        var all = new ArrayList<>(messages);
        for (int i = 2; i < all.size(); i++)
            if (all.get(i) instanceof UserMessage(String text))
                all.set(i, new UserMessage(instruction + "\n\n" + text));
        return all;
    }
}

package dev.panallama.runner.chat;

import dev.panallama.Generation;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Role;
import dev.panallama.error.ContextOverflowException;
import dev.panallama.runner.console.Notices;
import dev.panallama.sampler.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A conversation by the model's chat template. The session keeps what it has computed: each turn adds only what
/// is new. When the context is full the oldest turns are forgotten, and the user is told.
public final class Conversation implements Dialogue {
    /// How much of the context is kept free for an answer, if there are turns to forget.
    private static final int ANSWER_SHARE = 4;

    private final Model model;
    private final Session session;
    private final Sampler sampler;
    private final int maxTokens;
    private final List<ChatMessage> opening;
    private final Notices notices;
    private final List<ChatMessage> turns = new ArrayList<>();
    private String seen = ""; // what the session's tokens say

    /// Creates a conversation in which nothing is said yet.
    ///
    /// @param session an empty one of the model
    /// @param maxTokens how many tokens an answer has at most
    /// @param opening stands above the conversation and is never forgotten
    public Conversation(
            Model model, Session session, Sampler sampler, int maxTokens, List<ChatMessage> opening, Notices notices) {
        this.model = model;
        this.session = session;
        this.sampler = sampler;
        this.maxTokens = maxTokens;
        this.opening = List.copyOf(opening);
        this.notices = notices;
    }

    @Override
    public Generation ask(String text) {
        turns.add(ChatMessage.user(text));
        try {
            append();
        } catch (RuntimeException e) {
            turns.removeLast();
            throw e;
        }
        return session.generate(sampler, maxTokens);
    }

    @Override
    public void answered(String text) {
        turns.add(ChatMessage.assistant(text));
        seen += text;
    }

    @Override
    public void clear() {
        turns.clear();
        forgetTokens();
    }

    @Override
    public void stop() {
        session.cancel();
    }

    private void append() {
        ChatPrompt prompt = prompt();
        int[] tokens = newTokens(prompt);
        int before = turns.size();
        if (isTight(tokens)) refuseWhatNeverFits();
        while (turns.size() > 1 && isTight(tokens)) {
            forgetOldestTurn();
            prompt = prompt();
            tokens = newTokens(prompt);
        }
        if (turns.size() < before)
            notices.say("(the context is full: the first %d messages are forgotten; --ctx makes room)"
                    .formatted(before - turns.size()));
        session.append(tokens);
        seen = prompt.text();
    }

    private boolean isTight(int[] tokens) {
        return session.position() + tokens.length > session.contextLength() - room();
    }

    /// Throws before anything is forgotten for a message that does not fit into the context at all.
    private void refuseWhatNeverFits() {
        var alone = ChatPrompt.of(model, Stream.concat(opening.stream(), Stream.of(turns.getLast())).toList());
        int tokens = alone.tokens(model.vocabulary(), true).length;
        int room = session.contextLength();
        if (tokens > room) throw new ContextOverflowException(tokens, room, room);
    }

    private int room() {
        return Math.min(maxTokens, session.contextLength() / ANSWER_SHARE);
    }

    private ChatPrompt prompt() {
        return ChatPrompt.of(model, Stream.concat(opening.stream(), turns.stream()).toList());
    }

    /// Returns what the session lacks of a prompt. A prompt that goes another way than the session is lacking whole,
    /// and the session is emptied for it.
    private int[] newTokens(ChatPrompt prompt) {
        if (!prompt.text().startsWith(seen)) forgetTokens();
        return prompt.after(seen.length()).tokens(model.vocabulary(), session.position() == 0);
    }

    private void forgetOldestTurn() {
        turns.removeFirst();
        while (turns.size() > 1 && turns.getFirst().role() != Role.USER) turns.removeFirst();
    }

    private void forgetTokens() {
        session.clear();
        seen = "";
    }
}

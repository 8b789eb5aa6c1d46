package dev.panallama.runner.chat;

import dev.panallama.Adapters;
import dev.panallama.ChatOptions;
import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.Delta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A text that a person and a model write by turns, without a template.
public final class PlainText implements Dialogue {
    /// Where in the session a turn begins, and where the model's part of it does.
    private record Turn(int start, int answer) {}

    private final Model model;
    private final Adapters adapters;
    private ChatOptions options;
    private volatile Session session;
    private Deque<Turn> turns = new ArrayDeque<>();

    /// Begins an empty text.
    ///
    /// @param adapters what is put on the model
    /// @param options those of sessions, sampling and generation count
    /// @throws IllegalArgumentException if there is an instruction
    public PlainText(Model model, Adapters adapters, ChatOptions options) {
        this.model = model;
        this.adapters = adapters;
        this.options = checked(options);
        session = opened(options);
    }

    private Session opened(ChatOptions how) {
        return model.session(how.session()).adapters(adapters);
    }

    private static ChatOptions checked(ChatOptions options) {
        if (!options.system().isEmpty() || options.prompt().thinking().isPresent())
            throw new IllegalArgumentException(
                    "a text without a chat template has no place for an instruction, or for thinking");
        return options;
    }

    @Override
    public Answer ask(String text) {
        int start = session.position();
        session.append(text);
        turns.push(new Turn(start, session.position()));
        return answer();
    }

    @Override
    public Answer again() {
        session.rewind(last().answer());
        return answer();
    }

    @Override
    public void undo() {
        session.rewind(last().start());
        turns.pop();
    }

    @Override
    public void clear() {
        session.clear();
        turns.clear();
    }

    @Override
    public Runnable bookmark() {
        int[] tokens = session.tokens();
        var before = new ArrayDeque<>(turns);
        return () -> {
            session.clear();
            session.append(tokens);
            turns = new ArrayDeque<>(before);
        };
    }

    @Override
    public List<ChatMessage> messages() {
        throw new IllegalStateException("a text without a chat template has no messages");
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
        ChatOptions changed = checked(how.apply(options));
        if (!changed.session().equals(options.session())) reopen(changed);
        options = changed;
    }

    private void reopen(ChatOptions changed) {
        Session before = session;
        Session next = opened(changed);
        try {
            next.append(before.tokens());
        } catch (RuntimeException failure) {
            next.close();
            throw failure;
        }
        session = next;
        before.close();
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public void stop() {
        session.cancel();
    }

    @Override
    public void close() {
        session.close();
    }

    private Answer answer() {
        return new Continuation(session.generate(options.sampler(), options.generation()));
    }

    private Turn last() {
        Turn last = turns.peek();
        if (last == null) throw new IllegalStateException("nothing was said yet");
        return last;
    }

    private record Continuation(Generation generation, Iterator<Delta> iterator) implements Answer {
        Continuation(Generation generation) {
            this(generation, generation.stream().<Delta>map(it -> new Delta.Text(it.text())).iterator());
        }

        @Override
        public Optional<FinishReason> finishReason() {
            return generation.finishReason();
        }

        @Override
        public void close() {
            generation.close();
        }
    }
}

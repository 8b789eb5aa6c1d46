package dev.panallama.runner.chat;

import dev.panallama.FinishReason;
import dev.panallama.Generation;
import dev.panallama.Session;
import dev.panallama.chat.Delta;
import dev.panallama.sampler.Sampler;
import java.util.Iterator;
import java.util.Optional;

/// A text that a person and a model write by turns, without a template.
public final class PlainText implements Dialogue {
    private final Session session;
    private final Sampler sampler;
    private final int maxTokens;

    /// Creates an empty text in an empty session.
    ///
    /// @param maxTokens how many tokens the model adds at most by turn
    public PlainText(Session session, Sampler sampler, int maxTokens) {
        this.session = session;
        this.sampler = sampler;
        this.maxTokens = maxTokens;
    }

    @Override
    public Answer ask(String text) {
        return new Continuation(session.append(text).generate(sampler, maxTokens));
    }

    @Override
    public void clear() {
        session.clear();
    }

    @Override
    public void stop() {
        session.cancel();
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

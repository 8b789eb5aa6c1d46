package dev.panallama.runner.chat;

import dev.panallama.Generation;
import dev.panallama.Session;
import dev.panallama.sampler.Sampler;

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
    public Generation ask(String text) {
        return session.append(text).generate(sampler, maxTokens);
    }

    @Override
    public void answered(String text) {
        // It stands in the session already.
    }

    @Override
    public void clear() {
        session.clear();
    }

    @Override
    public void stop() {
        session.cancel();
    }
}

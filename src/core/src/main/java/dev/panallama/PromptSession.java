package dev.panallama;

import dev.panallama.jinja.Text;
import java.util.Arrays;

/// A session that holds a prompt, and of the next one computes only what is new. Serves one thread.
final class PromptSession implements AutoCloseable {
    /// What a prompt needs.
    ///
    /// @param kept how many of the session's tokens it begins with
    /// @param ids the tokens to add
    /// @param text the prompt
    @SuppressWarnings("ArrayRecordComponent") // made and used at once
    record Plan(int kept, int[] ids, String text) {
        int length() {
            return kept + ids.length;
        }
    }

    private final Session session;
    private final PromptTokens tokens;
    private final StringBuilder seen = new StringBuilder(); // what the session's tokens say …
    private int position; // … if they are so many

    PromptSession(Session session, PromptTokens tokens) {
        this.session = session;
        this.tokens = tokens;
    }

    Session session() {
        return session;
    }

    /// Returns what a prompt needs; nothing is changed. A prompt that goes on from what the session says needs the rest; of
    /// any other the tokens are compared.
    Plan plan(Text prompt) {
        String text = prompt.toString();
        boolean known = position > 0 && position == session.position();
        if (known && text.startsWith(seen.toString()))
            return new Plan(position, tokens.continued(prompt.subSequence(seen.length(), text.length())), text);
        int[] ids = tokens.whole(prompt);
        int kept = common(ids, session.tokens());
        return new Plan(kept, Arrays.copyOfRange(ids, kept, ids.length), text);
    }

    /// Has the session hold a prompt.
    ///
    /// @throws dev.panallama.error.ContextOverflowException if it does not fit
    void apply(Plan plan) {
        position = 0; // unknown, if this fails
        if (plan.kept() < session.position()) session.rewind(plan.kept());
        session.append(plan.ids());
        seen.setLength(0);
        seen.append(plan.text());
        position = session.position();
    }

    /// Adds to what a model is saying, as if it had said so.
    void append(String marks) {
        append(Text.of(marks));
    }

    /// Adds to what a model is saying. The text has no marks, whatever it looks like.
    void appendSaid(String text) {
        append(Text.input(text));
    }

    /// Returns how many tokens a text has that a model is to have said. It has no marks, whatever it looks like.
    int lengthSaid(String text) {
        return tokens.continued(Text.input(text)).length;
    }

    private void append(Text text) {
        boolean known = position == session.position();
        session.append(tokens.continued(text));
        seen.append(text);
        if (known) position = session.position();
    }

    /// Notes a token that the session has generated.
    void generated(String text) {
        seen.append(text);
        position++;
    }

    PromptSession fork() {
        var fork = new PromptSession(session.fork(), tokens);
        fork.seen.append(seen);
        fork.position = position;
        return fork;
    }

    private static int common(int[] one, int[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }

    @Override
    public void close() {
        session.close();
    }
}

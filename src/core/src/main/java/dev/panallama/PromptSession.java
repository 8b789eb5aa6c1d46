package dev.panallama;

import dev.panallama.jinja.Text;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    private @Nullable String seen; // what the session's tokens say, unless a failure has left that open

    PromptSession(Session session, PromptTokens tokens) {
        this(session, tokens, "");
    }

    private PromptSession(Session session, PromptTokens tokens, @Nullable String seen) {
        this.session = session;
        this.tokens = tokens;
        this.seen = seen;
    }

    Session session() {
        return session;
    }

    /// Returns what a prompt needs; nothing is changed.
    Plan plan(Text prompt) {
        String text = prompt.toString();
        String known = seen;
        if (known != null && !known.isEmpty() && text.startsWith(known))
            return new Plan(session.position(), tokens.continued(prompt.subSequence(known.length(), prompt.length())),
                    text);
        int[] ids = tokens.whole(prompt);
        int kept = common(ids, session.tokens());
        return new Plan(kept, Arrays.copyOfRange(ids, kept, ids.length), text);
    }

    /// Has the session hold a prompt.
    ///
    /// @throws dev.panallama.error.ContextOverflowException if it does not fit
    void apply(Plan plan) {
        if (plan.kept() < session.position()) {
            session.rewind(plan.kept());
            seen = null;
        }
        session.append(plan.ids());
        seen = plan.text();
    }

    /// Adds to what a model is saying, as if it had said so.
    void append(String text) {
        session.append(tokens.continued(Text.of(text)));
        generated(text);
    }

    /// Notes what the session has generated.
    void generated(String text) {
        if (seen != null) seen += text;
    }

    PromptSession fork() {
        return new PromptSession(session.fork(), tokens, seen);
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

package dev.panallama.guard;

import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.chat.ChatMessage;
import dev.panallama.chat.ChatPrompt;
import dev.panallama.chat.TrimPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The session in which a guard reads one conversation after the other: it computes what is new, and leaves out the oldest
/// messages of those that are too long. Serves one thread.
final class GuardSession implements AutoCloseable {
    private static final int ANSWER = 128; // tokens that are kept free

    private final Model model;
    private final Session session;
    private final Function<List<ChatMessage>, int[]> tokens;

    /// @param prompt writes a conversation for the guard's model
    /// @param ending is put behind it
    GuardSession(Model model, SessionOptions options, Function<List<ChatMessage>, ChatPrompt> prompt,
            Function<ChatPrompt, String> ending) {
        this.model = model;
        tokens = messages -> {
            ChatPrompt written = prompt.apply(messages);
            int[] ids = model.vocabulary().tokenize(written);
            String rest = ending.apply(written);
            return rest.isEmpty() ? ids : joined(ids, model.vocabulary().tokenize(rest, false, true));
        };
        session = model.session(options);
    }

    /// Has the session hold a conversation.
    Session read(List<? extends ChatMessage> conversation) {
        List<ChatMessage> shorter = TrimPolicy.droppingOldest().trim(List.copyOf(conversation),
                it -> tokens.apply(it).length, session.contextLength() - ANSWER);
        int[] ids = tokens.apply(shorter);
        int mismatch = Arrays.mismatch(ids, session.tokens());
        int kept = mismatch < 0 ? ids.length : mismatch;
        session.rewind(kept);
        session.append(Arrays.copyOfRange(ids, kept, ids.length));
        return session;
    }

    /// Returns the probability of the first of two texts, if one of them has to follow: by the first tokens in which they
    /// differ. The session is as before.
    double odds(String one, String other) {
        int[] first = model.vocabulary().tokenize(one);
        int[] second = model.vocabulary().tokenize(other);
        int common = Arrays.mismatch(first, second);
        if (common < 0 || common == Math.min(first.length, second.length))
            throw new IllegalArgumentException(
                    "the model cannot tell \"%s\" from \"%s\" by a token: choose other words".formatted(one, other));
        int position = session.position();
        session.append(Arrays.copyOf(first, common));
        float[] logits = session.logits();
        session.rewind(position);
        return 1 / (1 + Math.exp((double) logits[second[common]] - logits[first[common]]));
    }

    private static int[] joined(int[] one, int[] other) {
        int[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @Override
    public void close() {
        session.close();
    }
}

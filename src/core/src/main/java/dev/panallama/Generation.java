package dev.panallama;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The tokens that a session generates, computed as they are asked for. It can be gone through once.
///
/// The thread rule is the session's: one thread at a time. [#cancel] and [#finishReason] may be called from any.
public final class Generation implements Iterable<Token>, AutoCloseable {
    private final Session session;
    private final Iterator<Token> tokens = new Tokens();
    private int left;
    private volatile boolean cancelled;
    private volatile @Nullable FinishReason finishReason;

    Generation(Session session, int maxTokens) {
        this.session = session;
        left = maxTokens;
    }

    /// Returns the iterator, the same at every call. `hasNext` computes a token, unless that is done already; it is
    /// part of the session from there on. Both its methods throw [dev.panallama.error.DecodeException] if that fails.
    @Override
    public Iterator<Token> iterator() {
        return tokens;
    }

    /// Returns the tokens not yet taken, as a stream for one thread.
    public Stream<Token> stream() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(tokens, traits), false);
    }

    /// Generates to the end and returns the text of the tokens not yet taken.
    public String text() {
        var text = new StringBuilder();
        for (Token token : this) text.append(token.text());
        return text.toString();
    }

    /// Returns why it ended, or nothing while it goes on.
    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /// Ends the generation after at most one more token. Any thread may call.
    public void cancel() {
        cancelled = true;
    }

    /// Ends the generation now. What it generated stays in the session. Closing twice does nothing.
    @Override
    public void close() {
        end(FinishReason.CANCELLED);
    }

    private @Nullable Token advance() {
        if (finishReason != null) return null;
        if (cancelled) return end(FinishReason.CANCELLED);
        if (left == 0) return end(FinishReason.LENGTH);
        Token token = session.next(this);
        left--;
        return token;
    }

    boolean isOver() {
        return finishReason != null;
    }

    /// Notes the reason, unless there is one, and returns the token that follows: none.
    @Nullable
    Token end(FinishReason reason) {
        if (finishReason == null) finishReason = reason;
        return null;
    }

    private final class Tokens implements Iterator<Token> {
        private @Nullable Token next;

        @Override
        public boolean hasNext() {
            if (next == null) next = advance();
            return next != null;
        }

        @Override
        public Token next() {
            if (!hasNext() || next == null)
                throw new NoSuchElementException("the generation has ended: " + finishReason);
            Token token = next;
            next = null;
            return token;
        }
    }
}

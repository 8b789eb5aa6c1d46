package dev.panallama;

import dev.panallama.grammar.TokenMatcher;
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
/// The thread rule is the session's: one thread at a time. [#cancel], [#finishReason] and [#stopString] may be called
/// from any.
public final class Generation implements Iterable<Token>, AutoCloseable {
    private final Session session;
    private final GenerationOptions options;
    private final @Nullable TokenMatcher grammar;
    private final int[] stopTokens;
    private final HeldTokens held;
    private final Iterator<Token> tokens = new Tokens();
    private final long start = System.nanoTime();
    private int count;
    private int guesses;
    private int chosen;
    private int choices;
    private volatile boolean cancelled;
    private volatile @Nullable String stopString;
    private volatile @Nullable FinishReason finishReason;

    Generation(Session session, GenerationOptions options, @Nullable TokenMatcher grammar) {
        this.session = session;
        this.options = options;
        this.grammar = grammar;
        stopTokens = options.stopTokens().stream().mapToInt(Integer::intValue).toArray();
        held = new HeldTokens(options.stopStrings());
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

    /// Returns why it ended, or nothing while it goes on. Tokens that were held back may still be there to take.
    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /// Returns the stop string that ended it, if one did.
    public Optional<String> stopString() {
        return Optional.ofNullable(stopString);
    }

    /// Returns how many tokens it has generated, those of a stop string included.
    public int tokenCount() {
        return count;
    }

    /// Returns what [speculation][SessionOptions#withSpeculation] has brought so far.
    public SpeculationStatistics speculation() {
        return new SpeculationStatistics(guesses, chosen - choices, choices, chosen);
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

    GenerationOptions options() {
        return options;
    }

    @Nullable
    TokenMatcher grammar() {
        return grammar;
    }

    /// Returns how many tokens it may still have.
    int tokensLeft() {
        return options.maxTokens() - count;
    }

    boolean tellsProbabilities() {
        return options.logProbabilities().when() != LogProbabilityOptions.When.NEVER;
    }

    /// Notes that tokens were chosen, and by how many guesses.
    void chose(int guesses, int tokens) {
        this.guesses += guesses;
        chosen += tokens;
        choices++;
    }

    boolean isOver() {
        return finishReason != null;
    }

    /// Returns whether a chosen token ends the generation and is not part of it.
    boolean endsBefore(int id) {
        for (int stop : stopTokens) if (stop == id) return true;
        return false;
    }

    /// Returns whether it has a grammar, after whose text nothing can follow but the end.
    boolean isComplete() {
        return grammar != null && grammar.mustEnd();
    }

    /// Notes the reason, unless there is one, and returns the token that follows: none.
    @Nullable
    Token end(FinishReason reason) {
        if (finishReason == null) {
            finishReason = reason;
            session.rest();
        }
        return null;
    }

    private @Nullable Token advance() {
        while (finishReason == null) {
            Token ready = held.poll();
            if (ready != null) return ready;
            generate();
        }
        held.release();
        return held.poll();
    }

    private void generate() {
        if (cancelled) {
            end(FinishReason.CANCELLED);
        } else if (isLate()) {
            end(FinishReason.TIME_LIMIT);
        } else {
            Token token = session.next(this);
            if (token != null) add(token);
        }
    }

    private void add(Token token) {
        count++;
        stopString = held.add(token);
        if (stopString != null) {
            end(FinishReason.STOP);
            session.forgetLast(held.dropped(), this);
        } else if (options.stopWhen().test(token)) {
            end(FinishReason.STOP);
        } else if (count >= options.maxTokens() || landsAt(token)) {
            end(FinishReason.LENGTH);
        }
    }

    private boolean isLate() {
        return System.nanoTime() - start >= options.timeLimit().toNanos();
    }

    private boolean landsAt(Token token) {
        return options.maxTokens() - count <= options.softLanding()
                && options.grammar().isEmpty()
                && endsSentence(token.text().stripTrailing(), token.text());
    }

    private static boolean endsSentence(String text, String withBlanks) {
        if (withBlanks.endsWith("\n")) return true;
        return !text.isEmpty() && ".!?…。！？".indexOf(text.charAt(text.length() - 1)) >= 0;
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

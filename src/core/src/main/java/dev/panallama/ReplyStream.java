package dev.panallama;

import dev.panallama.chat.Delta;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An answer as it is generated: its pieces can be gone through once, computed as they are asked for. The thread rule is
/// the chat's: one thread at a time.
public final class ReplyStream implements Iterable<Delta>, AutoCloseable {
    private final ReplyRounds rounds;
    private final Iterator<Delta> deltas = new Deltas();

    ReplyStream(ReplyRounds rounds) {
        this.rounds = rounds;
    }

    /// Returns the iterator, the same at every call. Handlers of tools run inside of `hasNext`.
    @Override
    public Iterator<Delta> iterator() {
        return deltas;
    }

    /// Returns the tokens of the text that were chosen since this was asked last: with their log-probabilities, if
    /// [those were asked for][GenerationOptions#withLogProbabilities], else none. A piece of the answer and its tokens need not
    /// come together, as pieces are held back that may become something else.
    public List<Token> takeTokens() {
        return rounds.takeChosen();
    }

    /// Returns what it has taken so far: from the beginning on, how long the prompt is.
    public Reply.Usage usage() {
        return rounds.usage();
    }

    /// Generates to the end, unless that is done, and returns the whole reply.
    public Reply reply() {
        while (deltas.hasNext()) deltas.next();
        return rounds.reply().orElseThrow();
    }

    /// Returns the reply if it has ended.
    public Optional<Reply> ended() {
        return rounds.reply();
    }

    /// Ends the reply now; what there is of it stays in the chat. Closing twice, or after the end, does nothing.
    @Override
    public void close() {
        rounds.stop();
    }

    private final class Deltas implements Iterator<Delta> {
        private @Nullable Delta next;

        @Override
        public boolean hasNext() {
            if (next == null) next = rounds.next();
            return next != null;
        }

        @Override
        public Delta next() {
            if (!hasNext() || next == null) throw new NoSuchElementException("the reply has ended");
            Delta delta = next;
            next = null;
            return delta;
        }
    }
}

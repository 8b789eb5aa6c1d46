package dev.panallama;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.internal.host.HostedSequence;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/// The tokens of a session, and how far the native memory has got with them: `tokens[0..computed)` are in it, the others
/// are computed when logits are needed. After a failure the native memory may hold less than it did, never the tokens.
/// Serves one thread at a time.
final class Sequence {
    private final HostedSequence memory;
    private final int contextShift;
    private int[] tokens = new int[256];
    private int length;
    private int computed;
    private int found; // so many tokens, in all, had been computed for others
    private boolean logitsReady; // of the last token, which is computed then
    private int prompt; // so many tokens are: all but those generated since some were appended last
    private Activation activation = Activation.none();

    Sequence(HostedSequence memory, int contextShift) {
        this.memory = memory;
        this.contextShift = contextShift;
    }

    /// Returns a sequence like this one in a memory of its own, or one that shares the common part.
    Sequence fork() {
        settle();
        int[] copy = tokens.clone();
        var fork = new Sequence(memory.fork(), contextShift);
        fork.tokens = copy;
        fork.length = length;
        fork.computed = computed;
        fork.logitsReady = logitsReady;
        fork.prompt = prompt;
        fork.activation = activation.copy();
        return fork;
    }

    HostedSequence memory() {
        return memory;
    }

    int length() {
        return length;
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /// Returns a copy of the last `count` tokens, or of all if there are fewer.
    int[] last(int count) {
        return Arrays.copyOfRange(tokens, Math.max(0, length - count), length);
    }

    /// Returns how many tokens had been computed for other sequences when they were wanted, since this one was opened.
    int found() {
        return found;
    }

    boolean isFull() {
        return length >= memory.contextLength() && !canShift();
    }

    /// Adds a token, to be computed when that is needed.
    void add(int id) {
        makeRoom(1);
        reserve(1);
        tokens[length++] = id;
        logitsReady = false;
    }

    /// Has tokens computed with other adapters from now on. What the memory holds stays as it is, but for the last token,
    /// whose logits are to be new, and for what comes after an invocation.
    void adapters(Activation next) {
        memory.adapters(next.at(length));
        activation = next;
        logitsReady = false;
        activate();
    }

    /// Finds invocations in the prompt, and forgets what was computed without knowing of them.
    private void activate() {
        int changed = activation.update(tokens, prompt);
        if (changed >= computed) return;
        computed = memory.truncate(changed);
        logitsReady = false;
    }

    /// Adds tokens and computes all there are. If that fails or is cancelled, the sequence is as before, except for what
    /// was dropped to make room.
    void append(int... ids) {
        int before = length;
        int shifted = makeRoom(ids.length);
        int promptBefore = prompt;
        put(ids);
        prompt = length;
        try {
            activate();
            while (computed < length) computeBatch();
        } catch (Throwable failure) {
            prompt = promptBefore;
            restore(before - shifted, failure);
            throw failure;
        }
    }

    /// Computes what is missing, and chooses the token that follows.
    ///
    /// @param ahead whether that one is likely to be computed next, so that it may be computed meanwhile
    int choose(boolean ahead) {
        try {
            if (computed == length && !logitsReady) computed = memory.truncate(length - 1);
            while (length - computed > memory.stride() || activation.end(computed) < length) computeBatch();
            memory.adapters(activation.at(computed));
            int id = memory.next(tokens, computed, length, ahead);
            computed = length;
            logitsReady = true;
            return id;
        } catch (Throwable failure) {
            restore(length, failure);
            throw failure;
        }
    }

    /// Returns how many guesses can be computed with what is missing.
    int guessesThatFit() {
        int missing = Math.max(1, length - computed);
        int together = Math.min(memory.stride(), memory.microBatchSize()) - missing;
        return Math.min(together, memory.contextLength() - length - 1);
    }

    /// Returns the tokens themselves, with room for so many guesses behind them. No guess becomes a part of the sequence but by
    /// [#add].
    int[] withRoom(int guesses) {
        reserve(guesses);
        return tokens;
    }

    /// Returns whether the next token can be chosen without computing.
    boolean hasLogits() {
        return logitsReady;
    }

    /// Computes what is missing, and so many guesses that stand behind the tokens, and chooses what follows: the next
    /// token, and as long as a guess was right, the one after it. Those before the last one chosen are computed until
    /// [#takeBack].
    ///
    /// @return how many were chosen
    int choose(int guessed, int[] chosen) {
        try {
            if (computed == length) computed = memory.truncate(length - 1);
            while (activation.end(computed) < length) computeBatch();
            memory.adapters(activation.at(computed));
            int count = memory.next(tokens, computed, length, guessed, chosen);
            computed = length + count - 1;
            logitsReady = count == 1;
            return count;
        } catch (Throwable failure) {
            restore(length, failure);
            throw failure;
        }
    }

    /// Forgets what is computed of tokens that are not added. The last one that is, is to be computed again.
    void takeBack() {
        if (computed <= length) return;
        computed = memory.truncate(length - 1);
        logitsReady = false;
    }

    /// Copies the logits of the last token, computed if they are not yet.
    void logits(float[] target) {
        checkNotEmpty();
        if (!logitsReady) recompute(length - 1);
        memory.logits(target);
    }

    /// Copies the hidden state of the last token, which is computed again for it.
    void hiddenState(float[] target, int width) {
        checkNotEmpty();
        try {
            computed = memory.truncate(Math.min(computed, length - 1));
            while (computed < length - 1) computeBatch(length - 1);
            memory.adapters(activation.at(length - 1));
            memory.decode(tokens, length - 1, target, width);
            computed = length;
            logitsReady = true;
        } catch (Throwable failure) {
            restore(length, failure);
            throw failure;
        }
    }

    /// Computes a token and forgets it again, unless something has been computed.
    void warmUp(int id) {
        if (computed > 0) return;
        try {
            memory.decode(new int[]{id}, 0, 1, true);
        } catch (ContextOverflowException _) { // forks have filled the cache: it is warm
        } finally {
            computed = memory.truncate(0);
            logitsReady = false;
        }
    }

    private void checkNotEmpty() {
        if (length == 0) throw new IllegalStateException("the session is empty: append something first");
    }

    /// Forgets the tokens from `position` on. Where the model's memory cannot forget a part it forgets all; what is
    /// kept here is then computed again.
    void truncate(int position) {
        if (position == length) return;
        computed = memory.truncate(Math.min(position, computed));
        length = position;
        prompt = Math.min(prompt, length);
        logitsReady = false;
        activate();
    }

    /// Writes everything into a saved session.
    SavedSession save(SavedSession.Shape shape) {
        settle();
        float[] logits = logitsReady ? memory.logits() : new float[0];
        return new SavedSession(shape, tokens(), computed, logits, memory.state());
    }

    /// Becomes what was saved.
    ///
    /// @return false if the memory refuses the state; then the sequence is as before, to be computed again
    boolean restore(SavedSession saved) {
        logitsReady = false;
        computed = 0;
        if (!memory.restore(saved.memory(), saved.tokens(), saved.computed())) return false;
        computed = saved.computed();
        tokens = saved.tokens().clone();
        length = tokens.length;
        prompt = length;
        if (saved.logits().length > 0) {
            memory.restoreLogits(saved.logits());
            logitsReady = true;
        }
        activation.reset();
        activate();
        return true;
    }

    /// Has the memory do what it put off: there is no copy of a state before that.
    private void settle() {
        if (memory.isShifted()) recompute(length - 1);
    }

    /// Computes the tokens from `position` on again, and what is not computed yet.
    void recompute(int position) {
        try {
            logitsReady = false;
            computed = memory.truncate(Math.min(computed, position));
            while (computed < length) computeBatch();
        } catch (Throwable failure) {
            restore(length, failure);
            throw failure;
        }
    }

    private void computeBatch() {
        computeBatch(length);
    }

    /// Computes a batch of the tokens before `end`.
    private void computeBatch(int end) {
        if (memory.isCancelled())
            throw new CancellationException("cancelled with %d tokens left".formatted(end - computed));
        int to = Math.min(Math.min(end, computed + memory.stride()), activation.end(computed));
        memory.adapters(activation.at(computed));
        found += memory.decode(tokens, computed, to, to == length);
        computed = to;
        logitsReady = to == length;
    }

    /// Takes the sequence back to `position` after a failure, and to what the native memory really holds.
    private void restore(int position, Throwable failure) {
        length = position;
        prompt = Math.min(prompt, length);
        logitsReady = false;
        try {
            computed = memory.truncate(Math.min(position, computed));
            activate();
        } catch (RuntimeException lost) {
            computed = 0;
            failure.addSuppressed(lost);
        }
    }

    /// Makes room by dropping tokens, if that is wanted and possible.
    ///
    /// @return how many tokens were dropped
    private int makeRoom(int count) {
        int room = memory.contextLength() - length;
        if (count <= room) return 0;
        int droppable = length - contextShift;
        if (!canShift() || count > room + droppable)
            throw new ContextOverflowException(count, room, memory.contextLength());
        int dropped = Math.max(droppable / 2, count - room);
        shift(contextShift, dropped);
        return dropped;
    }

    private boolean canShift() {
        return contextShift != SessionOptions.NO_SHIFT && length > contextShift;
    }

    private void shift(int position, int count) {
        if (memory.canShift() && position + count <= computed) {
            memory.shift(position, count);
            computed -= count;
        } else {
            computed = memory.truncate(Math.min(position, computed));
            logitsReady = false;
        }
        System.arraycopy(tokens, position + count, tokens, position, length - position - count);
        length -= count;
        if (prompt > position) prompt = Math.max(position, prompt - count);
        activation.shift(position, count);
    }

    private void reserve(int count) {
        if (length + count > tokens.length)
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + count));
    }

    private void put(int... ids) {
        reserve(ids.length);
        System.arraycopy(ids, 0, tokens, length, ids.length);
        length += ids.length;
        logitsReady = logitsReady && ids.length == 0;
    }
}

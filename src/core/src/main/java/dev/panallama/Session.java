package dev.panallama;

import dev.panallama.error.ContextOverflowException;
import dev.panallama.internal.ffm.NativeContext;
import dev.panallama.internal.ffm.NativeModel;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One sequence of tokens with its KV cache: append to it, then generate.
///
/// A session serves one thread at a time: a call while another thread is in one throws
/// `IllegalStateException`, and after [#close] so does every call that computes or changes. [#cancel] may be called
/// from any thread.
/// Virtual threads may use it; native code runs on a platform thread of the session's own.
public final class Session implements AutoCloseable {
    private final Model model; // keeps the weights from being collected
    private final NativeContext context;
    private final ReentrantLock turn = new ReentrantLock();
    private final Utf8Stream text = new Utf8Stream();
    private final Stopwatch stopwatch = new Stopwatch();

    private int[] tokens = new int[256];
    private int length;
    private int computed; // tokens[0..computed) are in the KV cache
    private boolean logitsReady; // of the last computed token
    private volatile @Nullable Generation running;
    private volatile boolean cancelled;

    Session(Model model, NativeModel nativeModel, SessionOptions options) {
        nativeModel.checkOpen();
        if (nativeModel.hasEncoder() || !nativeModel.hasDecoder() || !model.info().generatesText())
            throw new UnsupportedOperationException("model %s (%s) does not continue text: it has no plain decoder"
                    .formatted(model.info().name(), model.info().architecture()));
        this.model = model;
        context = new NativeContext(
                nativeModel,
                params -> params.contextLength(options.contextLengthFor(model.info()))
                        .batchSize(options.batchSize())
                        .threads(options.threadCount()));
        Model.CLEANER.register(this, context.cleanUp());
    }

    /// Returns how many tokens the session can hold: what was asked for or a little more, and less where the model
    /// looks positions up in a shorter table.
    public int contextLength() {
        return context.contextLength();
    }

    /// Returns how many tokens it holds.
    public int position() {
        return length;
    }

    /// Returns a copy of the tokens that it holds.
    public int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    /// Returns how long this session has computed so far.
    public Timings timings() {
        return stopwatch.timings();
    }

    /// Appends plain text: what looks like a special token stays text. The first text gets the token before it
    /// that the model wants there.
    ///
    /// @return this session
    /// @throws ContextOverflowException if the text does not fit; the session is unchanged
    /// @throws IllegalArgumentException if the text is longer than a million characters
    /// @throws CancellationException if [#cancel] was called meanwhile; the session is as before
    /// @throws dev.panallama.error.DecodeException if computing fails; the session is as before
    public Session append(String text) {
        begin();
        try {
            return compute(model.vocabulary().tokenize(text, length == 0, false));
        } finally {
            turn.unlock();
        }
    }

    /// Appends tokens, and computes them.
    ///
    /// @return this session
    /// @throws ContextOverflowException if they do not fit; the session is unchanged
    /// @throws IllegalArgumentException if an id is not in the vocabulary
    /// @throws CancellationException if [#cancel] was called meanwhile; the session is as before
    /// @throws dev.panallama.error.DecodeException if computing fails; the session is as before
    public Session append(int... ids) {
        begin();
        try {
            model.vocabulary().check(ids);
            return compute(ids);
        } finally {
            turn.unlock();
        }
    }

    /// Generates until the model ends or the context is full, see [#generate(Sampler, int)].
    public Generation generate(Sampler sampler) {
        return generate(sampler, Integer.MAX_VALUE);
    }

    /// Starts to generate. Tokens are computed as they are asked for, and become part of the session.
    /// An earlier generation of this session ends here.
    ///
    /// @param maxTokens how many tokens to generate at most, 1 or more
    /// @throws IllegalStateException if the session is empty and the model has no token that begins a text
    public Generation generate(Sampler sampler, int maxTokens) {
        if (maxTokens < 1) throw new IllegalArgumentException("maxTokens is %d: give 1 or more".formatted(maxTokens));
        begin();
        try {
            if (length == 0) addBeginning();
            int seen = Math.min(sampler.historyLength(), length);
            int[] history = Arrays.copyOfRange(tokens, length - seen, length);
            context.sampler(chain -> sampler.addTo(chain, contextLength()), history);
            running = new Generation(this, maxTokens);
            return running;
        } finally {
            turn.unlock();
        }
    }

    /// Takes the session back to an earlier position: the tokens after it are forgotten.
    ///
    /// @param position from 0 to [#position]
    public void rewind(int position) {
        begin();
        try {
            if (position < 0 || position > length)
                throw new IllegalArgumentException("position is %d: give 0 to %d".formatted(position, length));
            text.reset();
            truncate(position);
        } finally {
            turn.unlock();
        }
    }

    /// Forgets all tokens.
    public void clear() {
        rewind(0);
    }

    /// Stops what the session is doing: [#append] throws `CancellationException` after at most one batch, a
    /// generation ends after at most one token. Without anything under way this does nothing. Any thread may call.
    public void cancel() {
        cancelled = true;
        Generation generation = running;
        if (generation != null) generation.cancel();
    }

    /// Frees the session. Closing twice does nothing.
    ///
    /// @throws IllegalStateException while another thread is in a call; nothing is freed then
    @Override
    public void close() {
        takeTurn();
        try {
            end(running);
            context.close();
        } finally {
            turn.unlock();
        }
    }

    /// Computes what is pending, chooses a token and keeps it, unless the generation has to end.
    @Nullable
    Token next(Generation generation) {
        takeTurn();
        try {
            if (generation.isOver()) return null;
            if (length >= contextLength()) return generation.end(FinishReason.LENGTH);
            stopwatch.start();
            int id = choose();
            stopwatch.stopGeneration();
            if (model.vocabulary().isEndOfGeneration(id)) return generation.end(FinishReason.STOP);
            var token = new Token(id, text.add(model.vocabulary().cachedPiece(id)));
            addAll(id);
            return token;
        } finally {
            turn.unlock();
        }
    }

    private int choose() {
        try {
            if (computed == length && !logitsReady) computed = context.truncate(length - 1);
            while (length - computed > context.batchSize()) computeBatch();
            int id = context.next(tokens, computed, length);
            computed = length;
            logitsReady = true;
            return id;
        } catch (Throwable failure) {
            restore(length, failure);
            throw failure;
        }
    }

    private Session compute(int[] ids) {
        text.reset();
        int before = length;
        addAll(ids);
        stopwatch.start();
        try {
            while (computed < length) {
                if (cancelled)
                    throw new CancellationException("cancelled with %d tokens left".formatted(length - computed));
                computeBatch();
            }
        } catch (Throwable failure) {
            restore(before, failure);
            throw failure;
        }
        stopwatch.stopPrompt(ids.length);
        return this;
    }

    private void computeBatch() {
        int to = Math.min(length, computed + context.batchSize());
        context.decode(tokens, computed, to, to == length);
        computed = to;
        logitsReady = to == length;
    }

    /// Takes the session back to `position` after a failure, and to what the native memory really holds.
    private void restore(int position, Throwable failure) {
        try {
            truncate(position);
        } catch (RuntimeException lost) {
            failure.addSuppressed(lost);
        }
    }

    /// Where the model's memory cannot forget a part it forgets all; what is kept here is then computed again.
    private void truncate(int position) {
        length = position;
        computed = Math.min(position, computed);
        logitsReady = false;
        computed = context.truncate(computed);
    }

    private void addBeginning() {
        int id = model.vocabulary().beginningOfText().orElseThrow(() -> new IllegalStateException(
                "the session is empty, and this model has no token to begin with: append a prompt first"));
        addAll(id);
    }

    private void addAll(int... ids) {
        if (ids.length > contextLength() - length)
            throw new ContextOverflowException(ids.length, contextLength() - length, contextLength());
        if (length + ids.length > tokens.length)
            tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, length + ids.length));
        System.arraycopy(ids, 0, tokens, length, ids.length);
        length += ids.length;
        logitsReady = logitsReady && ids.length == 0;
    }

    /// Takes the turn for a call that ends the running generation.
    private void begin() {
        takeTurn();
        try {
            context.checkUsable();
        } catch (IllegalStateException unusable) {
            turn.unlock();
            throw unusable;
        }
        cancelled = false;
        end(running);
        running = null;
    }

    private static void end(@Nullable Generation generation) {
        if (generation != null) generation.end(FinishReason.CANCELLED);
    }

    private void takeTurn() {
        if (!turn.tryLock())
            throw new IllegalStateException("another thread is using this session: one at a time, or a session each");
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.NativeBuffer;
import dev.panallama.internal.host.SamplerSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A context with the batch and the samplers of its sequences: computes tokens and chooses the next. Buffers are
/// allocated once.
final class Decoder implements ContextUse {
    private final ContextHandle context;
    private final NativeVocabulary vocabulary;
    private final Memory memory;
    private final Batch batch;
    private final int stride;
    private final Logits logits;
    private final @Nullable TokenSampler[] samplers;
    private final Lookahead[] lookaheads;

    Decoder(NativeModel model, Consumer<ContextParameters> settings) {
        vocabulary = model.vocabulary();
        context = new ContextHandle(model, settings);
        try {
            ContextStruct params = context.params();
            memory = new Memory(context.pointer(), model, params);
            batch = new Batch(context.arena(), context.batchSize());
            stride = context.stride();
            logits = new Logits(context.pointer(), context.arena(), vocabulary.size(), params.sequences());
            samplers = new TokenSampler[params.sequences()];
            lookaheads = new Lookahead[samplers.length];
            Arrays.setAll(lookaheads, _ -> new Lookahead(context.arena(), vocabulary.size()));
        } catch (Throwable failure) {
            context.close();
            throw failure;
        }
    }

    int contextLength() {
        return context.contextLength();
    }

    @Override
    public int threads() {
        return context.threads().most();
    }

    /// Returns the buffers that making the context has allocated.
    List<NativeBuffer> buffers() {
        return context.buffers();
    }

    @Override
    public AdapterSwitch adapters() {
        return context.adapters();
    }

    int batchSize() {
        return batch.capacity();
    }

    int sequences() {
        return samplers.length;
    }

    /// Returns how many tokens a [#decode] may have that can be broken off within a micro-batch: only the processor asks
    /// the callback.
    int stride() {
        return stride;
    }

    int microBatchSize() {
        return context.microBatchSize();
    }

    Memory memory() {
        return memory;
    }

    /// Computes `ids[from..to)` at positions `from..to` of a sequence.
    ///
    /// @param wanted whether the last token's logits are wanted
    /// @param stop asked again and again on this thread; true breaks off with a `CancellationException`
    void decode(int sequence, int[] ids, int from, int to, boolean wanted, BooleanSupplier stop) {
        decode(sequence, batch.fill(sequence, ids, from, to, wanted), to - from, stop);
        if (wanted) logits.decoded(sequence, batch.size() - 1);
    }

    private void decode(int sequence, MemorySegment filled, int tokens, BooleanSupplier stop) {
        logits.forget(sequence);
        logits.beforeDecode();
        context.adapters().use(sequence);
        int code = context.decode(filled, tokens > 1 ? stop : null);
        memory.decoded(sequence, Status.Decode.of(code));
        Status.checkDecode(code, tokens);
    }

    /// Computes `ids[from..to)`, if that is any and not computed [ahead][#goAhead], and chooses the next token.
    int next(int sequence, int[] ids, int from, int to, BooleanSupplier stop) {
        Lookahead its = lookaheads[sequence];
        if (!its.take(ids, from, to)) {
            settle(sequence);
            if (from < to) decode(sequence, ids, from, to, true, stop);
        }
        int chosen = sample(sequence);
        its.expect(chosen, to);
        return chosen;
    }

    /// Computes the token that was chosen, which is likely to be asked for next. If it fails, it fails again then.
    void goAhead(int sequence) {
        Lookahead its = lookaheads[sequence];
        if (!memory.canTakeBack() || its.position() >= contextLength() || vocabulary.isEndOfGeneration(its.id()))
            return;
        try {
            its.begin(row(sequence));
            decode(sequence, batch.fill(sequence, its.id(), its.position()), 1, Decoder::never);
            logits.decoded(sequence, 0);
        } catch (RuntimeException | Error _) {
            settle(sequence);
        }
    }

    private static boolean never() {
        return false;
    }

    /// Forgets what was computed ahead: the sequence is as it was when its last token was chosen.
    void settle(int sequence) {
        Lookahead its = lookaheads[sequence];
        if (!its.isComputed()) return;
        its.end();
        memory.truncate(sequence, its.position());
        logits.set(sequence, its.before());
    }

    /// Computes `ids[from..to)` and the guesses `ids[to..to + guessed)`, and chooses what follows: the next token, and as
    /// long as a guess was right, the one after it. Then the memory holds all tokens before the last one chosen.
    ///
    /// @return how many were chosen
    int next(int sequence, int[] ids, int from, int to, int guessed, int[] chosen, BooleanSupplier stop) {
        decodeGuesses(sequence, ids, from, to, guessed, stop);
        int first = to - from - 1; // the place of the token before the guesses
        int count = 0;
        while (count <= guessed
                && (count == 0 || chosen[count - 1] == ids[to + count - 1])
                && choose(sequence, first + count, chosen, count))
            count++;
        logits.decoded(sequence, first + count - 1);
        memory.takeBack(sequence, to + count - 1);
        return count;
    }

    private void decodeGuesses(int sequence, int[] ids, int from, int to, int guessed, BooleanSupplier stop) {
        context.checkOutputs(1 + guessed);
        batch.fill(sequence, ids, from, to + guessed, false);
        batch.outputsFrom(to - from - 1);
        decode(sequence, batch.segment(), batch.size(), stop);
    }

    /// Chooses by the logits of the token at a place of the batch. Where it is not the first choice and fails, it is left for
    /// the next call: those before it have been accepted.
    private boolean choose(int sequence, int place, int[] chosen, int index) {
        logits.decoded(sequence, place);
        try {
            chosen[index] = sample(sequence);
            return true;
        } catch (RuntimeException | Error failure) {
            if (index == 0) throw failure;
            return false;
        }
    }

    /// Replaces the sampler of a sequence.
    void sampler(int sequence, SamplerSettings settings) {
        freeSampler(sequence);
        var sampler = new TokenSampler(
                vocabulary, settings.stages(), settings.logProbabilities(), settings.filter());
        samplers[sequence] = sampler;
        for (int id : settings.history()) sampler.accept(id);
    }

    /// Chooses the next token by the logits of a sequence.
    private int sample(int sequence) {
        return sampler(sequence).choose(row(sequence));
    }

    /// Returns the log-probabilities of the last choice, if they were asked for; the same object every time.
    LogProbabilities logProbabilities(int sequence) {
        return sampler(sequence).logProbabilities();
    }

    private TokenSampler sampler(int sequence) {
        TokenSampler sampler = samplers[sequence];
        if (sampler == null) throw new IllegalStateException("no sampler is set");
        return sampler;
    }

    boolean hasLogits(int sequence) {
        return logits.isThere(sequence);
    }

    /// Returns how many logits a token has.
    int logitCount() {
        return vocabulary.size();
    }

    /// Copies the logits of a sequence to the beginning of an array.
    void logits(int sequence, float[] target) {
        MemorySegment.copy(row(sequence), JAVA_FLOAT, 0, target, 0, logitCount());
        for (int id = 0; id < logitCount(); id++) Status.checkLogit(target[id], id);
    }

    /// Computes one token at a position, and copies its hidden state to the beginning of an array.
    void decode(int sequence, int[] ids, int position, float[] hidden, int width) {
        context.checkUnpooled();
        context.wantEmbeddings(true);
        try {
            decode(sequence, ids, position, position + 1, true, Decoder::never);
            MemorySegment.copy(context.lastEmbedding(), JAVA_FLOAT, 0, hidden, 0, width);
        } finally {
            context.wantEmbeddings(false);
        }
    }

    /// Sets the number of compute threads for single tokens and for prompts.
    void threads(int generation, int prompt) {
        context.threads().fix(generation, prompt);
    }

    /// Returns the number of compute threads for single tokens.
    int generationThreads() {
        return context.threads().forTokens();
    }

    /// Returns the number of compute threads for prompts.
    int promptThreads() {
        return context.threads().forPrompts();
    }

    /// Returns whether the number of compute threads changes with the load of the machine.
    boolean adaptsThreads() {
        return context.threads().adapt();
    }

    /// Gives a sequence logits that were copied before.
    void restoreLogits(int sequence, float[] row) {
        try (var scratch = Arena.ofConfined()) {
            logits.set(sequence, scratch.allocateFrom(JAVA_FLOAT, row));
        }
    }

    /// Replaces what the memory holds of a sequence by a state of so many tokens. If that does not suit, the sequence is
    /// empty.
    boolean restore(int sequence, NativeState state, int tokens) {
        logits.forget(sequence);
        return memory.restore(sequence, state, tokens);
    }

    /// Makes one sequence like another: what the memory holds, and the logits.
    void copy(int from, int to) {
        memory.copy(from, to);
        logits.set(to, logits.of(from));
    }

    /// Forgets a sequence and its sampler.
    void release(int sequence) {
        freeSampler(sequence);
        lookaheads[sequence].end();
        adapters().want(sequence, AdapterSet.NONE);
        logits.forget(sequence);
        memory.truncate(sequence, 0);
    }

    private MemorySegment row(int sequence) {
        MemorySegment row = logits.of(sequence);
        if (row.equals(MemorySegment.NULL)) throw new IllegalStateException("no logits were computed");
        return row;
    }

    @Override
    public void close() {
        for (int i = 0; i < samplers.length; i++) freeSampler(i);
        context.close();
    }

    private void freeSampler(int sequence) {
        TokenSampler sampler = samplers[sequence];
        if (sampler != null) sampler.free();
        samplers[sequence] = null;
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.bindings.ggml_abort_callback;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.ContextCreationException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A `llama_context` with its worker threads, its batch and the samplers of its sequences: all that belongs to one
/// thread. Made, used and freed on that thread alone; buffers are allocated once.
final class Decoder {
    private final Arena arena = Arena.ofConfined();
    private final NativeVocabulary vocabulary;
    private final int threads;
    private final int contextLength;
    private final int microBatchSize;
    private final int stride;
    private MemorySegment context = MemorySegment.NULL;
    private MemorySegment threadPool = MemorySegment.NULL;
    private final Memory memory;
    private final Batch batch;
    private final Logits logits;
    private final @Nullable TokenSampler[] samplers;
    private final AdapterSwitch adapters;
    private final MemorySegment abortCallback;
    private @Nullable BooleanSupplier watched;

    Decoder(NativeModel model, Consumer<ContextParameters> settings) {
        vocabulary = model.vocabulary();
        try {
            var params = new ContextParameters(arena);
            settings.accept(params);
            threads = params.threads();
            context = create(model, params);
            memory = new Memory(context, model, params);
            threadPool = Backend.get().newThreadPool(threads);
            llama_h.llama_attach_threadpool(context, threadPool, threadPool);
            contextLength = Math.min(llama_h.llama_n_ctx_seq(context), model.longestPosition());
            microBatchSize = llama_h.llama_n_ubatch(context);
            batch = new Batch(arena, llama_h.llama_n_batch(context)); // granted: cut to the context's length
            boolean processorAlone = Backend.get().devices().stream().allMatch(NativeDevice::isCpu);
            stride = processorAlone ? batch.capacity() : microBatchSize;
            logits = new Logits(context, arena, vocabulary.size(), params.sequences());
            samplers = new TokenSampler[params.sequences()];
            adapters = new AdapterSwitch(model.adapterGate(), context, params.sequences());
            abortCallback = ggml_abort_callback.allocate(_ -> isStopped(), arena);
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private static MemorySegment create(NativeModel model, ContextParameters params) {
        params.check();
        new KvCache(model).check(params);
        NativeLog.clear();
        MemorySegment raw = llama_h.llama_init_from_model(model.pointer(), params.segment());
        if (!raw.equals(MemorySegment.NULL)) return raw;
        throw new ContextCreationException(
                "llama.cpp cannot make a context of %d tokens".formatted(params.contextLength()), NativeLog.recent());
    }

    int contextLength() {
        return contextLength;
    }

    int threads() {
        return threads;
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
        return microBatchSize;
    }

    Memory memory() {
        return memory;
    }

    AdapterSwitch adapters() {
        return adapters;
    }

    /// Computes `ids[from..to)` at positions `from..to` of a sequence.
    ///
    /// @param wanted whether the last token's logits are wanted
    /// @param stop asked again and again on this thread; true breaks off with a `CancellationException`
    void decode(int sequence, int[] ids, int from, int to, boolean wanted, BooleanSupplier stop) {
        MemorySegment filled = batch.fill(sequence, ids, from, to, wanted);
        logits.beforeDecode(sequence);
        watch(to - from > 1 ? stop : null);
        NativeLog.clear();
        int code = compute(sequence, filled);
        memory.decoded(sequence, Status.Decode.of(code));
        Status.checkDecode(code, to - from);
        if (wanted) logits.decoded(sequence);
    }

    private int compute(int sequence, MemorySegment filled) {
        int code = -1;
        adapters.beforeDecode(sequence);
        try {
            code = llama_h.llama_decode(context, filled);
            return code;
        } finally {
            adapters.afterDecode(code >= 0);
        }
    }

    /// The callback is asked once per operation of the graph, which is worth it for many tokens only.
    private void watch(@Nullable BooleanSupplier stop) {
        if (stop == null && watched == null) return;
        watched = stop;
        MemorySegment callback = stop == null ? MemorySegment.NULL : abortCallback;
        llama_h.llama_set_abort_callback(context, callback, MemorySegment.NULL);
    }

    private boolean isStopped() {
        boolean stopped = watched != null && watched.getAsBoolean();
        if (stopped) NativeLog.mute();
        return stopped;
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
    int sample(int sequence) {
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
        return !logits.of(sequence).equals(MemorySegment.NULL);
    }

    /// Returns a copy of the logits of a sequence.
    float[] logits(int sequence) {
        var copy = new float[vocabulary.size()];
        MemorySegment.copy(row(sequence), JAVA_FLOAT, 0, copy, 0, copy.length);
        for (int id = 0; id < copy.length; id++) Status.checkLogit(copy[id], id);
        return copy;
    }

    /// Gives a sequence logits that were copied before.
    void restoreLogits(int sequence, float[] row) {
        try (var scratch = Arena.ofConfined()) {
            logits.set(sequence, scratch.allocateFrom(JAVA_FLOAT, row));
        }
    }

    /// Replaces what the memory holds of a sequence by a state of so many tokens. If that does not suit, the sequence is
    /// empty.
    boolean restore(int sequence, SequenceState state, int tokens) {
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
        adapters.want(sequence, NativeAdapters.NONE);
        logits.forget(sequence);
        memory.truncate(sequence, 0);
    }

    private MemorySegment row(int sequence) {
        MemorySegment row = logits.of(sequence);
        if (row.equals(MemorySegment.NULL)) throw new IllegalStateException("no logits were computed");
        return row;
    }

    void close() {
        if (samplers != null) for (int i = 0; i < samplers.length; i++) freeSampler(i);
        if (!context.equals(MemorySegment.NULL)) llama_h.llama_free(context);
        if (adapters != null) adapters.close();
        if (!threadPool.equals(MemorySegment.NULL)) Backend.get().freeThreadPool(threadPool);
        arena.close();
    }

    private void freeSampler(int sequence) {
        TokenSampler sampler = samplers[sequence];
        if (sampler != null) sampler.free();
        samplers[sequence] = null;
    }
}

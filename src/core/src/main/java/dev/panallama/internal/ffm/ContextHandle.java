package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.error.ContextCreationException;
import dev.panallama.internal.host.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A `llama_context` with its worker threads: what all uses of a context have in common. Made, used and freed on one
/// thread alone.
final class ContextHandle implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final ContextStruct params;
    private final List<NativeBuffer> buffers;
    private volatile int generationThreads;
    private volatile int promptThreads;
    private int threads; // of the pool
    private final int contextLength;
    private final int batchSize;
    private final int microBatchSize;
    private final MemorySegment abortCallback;
    private final Parked parked = new Parked();
    private final AdapterSwitch adapters;
    private MemorySegment pointer = MemorySegment.NULL;
    private MemorySegment threadPool = MemorySegment.NULL;
    private @Nullable BooleanSupplier watched;

    ContextHandle(NativeModel model, Consumer<? super ContextStruct> settings) {
        try {
            params = new ContextStruct(arena);
            settings.accept(params);
            pointer = create(model, params);
            buffers = NativeLog.buffers();
            threads = params.threads();
            threadPool = Backend.get().newThreadPool(threads);
            llama_h.llama_attach_threadpool(pointer, threadPool, threadPool);
            readThreads();
            contextLength = Math.min(llama_h.llama_n_ctx_seq(pointer), model.facts().longestPosition());
            batchSize = llama_h.llama_n_batch(pointer); // granted: cut to the context's length
            microBatchSize = llama_h.llama_n_ubatch(pointer);
            adapters = new AdapterSwitch(model.adapterGate(), pointer);
            abortCallback = Upcalls.stop(this::isStopped, parked, arena);
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private static MemorySegment create(NativeModel model, ContextStruct params) {
        params.check();
        params.checkOutputs(model.vocabulary().size(), Backend.get().machineMemory());
        new KvCache(model).check(params);
        NativeLog.clear();
        MemorySegment raw = llama_h.llama_init_from_model(model.pointer(), params.segment());
        if (!raw.equals(MemorySegment.NULL)) return raw;
        throw new ContextCreationException(
                "llama.cpp cannot make a context of %d tokens".formatted(params.contextLength()), NativeLog.recent());
    }

    MemorySegment pointer() {
        return pointer;
    }

    /// Returns where buffers live that end with the context.
    Arena arena() {
        return arena;
    }

    ContextStruct params() {
        return params;
    }

    /// Returns the buffers that making the context has allocated.
    List<NativeBuffer> buffers() {
        return buffers;
    }

    /// Returns the number of compute threads. Any thread may ask.
    int threads() {
        return Math.max(generationThreads, promptThreads);
    }

    /// Returns how many tokens a sequence may have.
    int contextLength() {
        return contextLength;
    }

    /// Returns how many tokens a batch may have.
    int batchSize() {
        return batchSize;
    }

    /// Returns how many tokens are computed together.
    int microBatchSize() {
        return microBatchSize;
    }

    /// Returns how many tokens a batch may have that can be broken off within a micro-batch: only the processor asks the
    /// callback.
    int stride() {
        boolean processorAlone = Backend.get().devices().stream().allMatch(NativeDevice::isCpu);
        return processorAlone ? batchSize : microBatchSize;
    }

    /// Returns what changes the computation; what a sequence wants is to be [used][AdapterSwitch#use] before its batch.
    AdapterSwitch adapters() {
        return adapters;
    }

    /// Sets the number of compute threads for single tokens and for prompts. Worker threads are made anew where they are
    /// too few.
    void threads(int generation, int prompt) {
        int wanted = Math.max(generation, prompt);
        if (wanted > threads) {
            MemorySegment larger = Backend.get().newThreadPool(wanted);
            llama_h.llama_attach_threadpool(pointer, larger, larger);
            Backend.get().freeThreadPool(threadPool);
            threadPool = larger;
            threads = wanted;
        }
        llama_h.llama_set_n_threads(pointer, generation, prompt);
        readThreads();
    }

    private void readThreads() {
        generationThreads = llama_h.llama_n_threads(pointer);
        promptThreads = llama_h.llama_n_threads_batch(pointer);
    }

    /// Returns the number of compute threads for single tokens. Any thread may ask.
    int generationThreads() {
        return generationThreads;
    }

    /// Returns the number of compute threads for prompts. Any thread may ask.
    int promptThreads() {
        return promptThreads;
    }

    /// Says whether what is computed has embeddings beside logits, and that of all tokens of a batch.
    void wantEmbeddings(boolean wanted) {
        llama_h.llama_set_embeddings(pointer, wanted);
    }

    /// Returns the embedding of the last token computed with one.
    MemorySegment lastEmbedding() {
        return present(llama_h.llama_get_embeddings_ith(pointer, -1), -1);
    }

    /// Returns the logits of a token of the last batch, whose output was wanted.
    MemorySegment logits(int index) {
        return present(llama_h.llama_get_logits_ith(pointer, index), index);
    }

    private static MemorySegment present(MemorySegment output, int index) {
        if (output.equals(MemorySegment.NULL)) throw Status.noOutput(index);
        return output;
    }

    /// Throws where there is one embedding for a whole sequence.
    void checkUnpooled() {
        if (llama_h.llama_pooling_type(pointer) != llama_h.LLAMA_POOLING_TYPE_NONE())
            throw new UnsupportedOperationException(
                    "this model makes one vector of a whole text, not one for each token: it is an embedding model");
    }

    /// Computes a batch: the one road into the context.
    ///
    /// @param stop asked again and again on this thread, if it is given; true breaks off
    /// @return the code of `llama_decode`, for [Status]
    int decode(MemorySegment batch, @Nullable BooleanSupplier stop) {
        watch(stop);
        NativeLog.clear();
        int code = -1;
        adapters.beforeDecode();
        try {
            code = llama_h.llama_decode(pointer, batch);
        } finally {
            adapters.afterDecode(code >= 0);
        }
        parked.rethrow();
        return code;
    }

    /// Computes a batch by the model's encoder, which sees it as a whole: it is no longer than a micro-batch.
    ///
    /// @return the code of `llama_encode`, for [Status]
    int encode(MemorySegment batch, BooleanSupplier stop) {
        watch(stop);
        NativeLog.clear();
        int code = llama_h.llama_encode(pointer, batch);
        parked.rethrow();
        return code;
    }

    /// The callback is asked once per operation of the graph, which is worth it for many tokens only.
    private void watch(@Nullable BooleanSupplier stop) {
        if (stop == null && watched == null) return;
        watched = stop;
        MemorySegment callback = stop == null ? MemorySegment.NULL : abortCallback;
        llama_h.llama_set_abort_callback(pointer, callback, MemorySegment.NULL);
    }

    private boolean isStopped() {
        boolean stopped = watched != null && watched.getAsBoolean();
        if (stopped) NativeLog.mute();
        return stopped;
    }

    @Override
    public void close() {
        if (!pointer.equals(MemorySegment.NULL)) llama_h.llama_free(pointer);
        if (adapters != null) adapters.close();
        if (!threadPool.equals(MemorySegment.NULL)) Backend.get().freeThreadPool(threadPool);
        arena.close();
    }
}

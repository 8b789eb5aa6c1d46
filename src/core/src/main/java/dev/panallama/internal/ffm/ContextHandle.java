package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_batch;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.ContextCreationException;
import dev.panallama.internal.host.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A `llama_context` with its worker threads: what all uses of a context have in common. Made, used and freed on one
/// thread alone.
final class ContextHandle implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final ContextStruct params;
    private final List<NativeBuffer> buffers;
    private final int contextLength;
    private final int batchSize;
    private final int microBatchSize;
    private final MemorySegment abortCallback;
    private final Parked parked = new Parked();
    private final AdapterSwitch adapters;
    private MemorySegment pointer = MemorySegment.NULL;
    private @Nullable ComputeThreads threads;
    private @Nullable BooleanSupplier watched;

    ContextHandle(NativeModel model, Consumer<? super ContextStruct> settings) {
        try {
            params = new ContextStruct(arena);
            settings.accept(params);
            pointer = create(model, params);
            buffers = NativeLog.buffers();
            threads = params.threads(pointer);
            threads.start();
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

    /// Returns what computes.
    ComputeThreads threads() {
        return Objects.requireNonNull(threads);
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
        int tokens = llama_batch.n_tokens(batch);
        threads().beforeBatch(tokens);
        try {
            code = llama_h.llama_decode(pointer, batch);
        } finally {
            adapters.afterDecode(code >= 0);
        }
        if (code == 0) threads().afterBatch(tokens);
        parked.rethrow();
        return code;
    }

    /// Computes a batch by the model's encoder, which sees it as a whole: it is no longer than a micro-batch.
    ///
    /// @return the code of `llama_encode`, for [Status]
    int encode(MemorySegment batch, BooleanSupplier stop) {
        watch(stop);
        NativeLog.clear();
        int tokens = llama_batch.n_tokens(batch);
        threads().beforeBatch(tokens);
        int code = llama_h.llama_encode(pointer, batch);
        if (code == 0) threads().afterBatch(tokens);
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
        if (threads != null) threads.free();
        arena.close();
    }
}

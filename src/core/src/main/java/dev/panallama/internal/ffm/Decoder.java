package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_batch;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.ContextCreationException;
import dev.panallama.error.DecodeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A `llama_context` with its worker threads, its batch and its sampler: all that belongs to one thread.
/// Made, used and freed on that thread alone; buffers are allocated once.
final class Decoder {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment context;
    private final MemorySegment threadPool;
    private final MemorySegment memory;
    private final NativeVocabulary vocabulary;
    private final int batchSize;
    private final MemorySegment batch;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment outputs;
    private @Nullable SamplerChain sampler;

    Decoder(NativeModel model, Consumer<ContextParameters> settings) {
        var params = new ContextParameters(arena);
        settings.accept(params);
        vocabulary = model.vocabulary();
        context = create(model, params);
        threadPool = Backend.get().newThreadPool(params.threads());
        llama_h.llama_attach_threadpool(context, threadPool, threadPool);
        memory = llama_h.llama_get_memory(context);
        batchSize = llama_h.llama_n_batch(context); // granted: cut to the context's length
        tokens = arena.allocate(JAVA_INT, batchSize);
        positions = arena.allocate(JAVA_INT, batchSize);
        outputs = arena.allocate(JAVA_BYTE, batchSize);
        batch = allocateBatch();
    }

    private MemorySegment create(NativeModel model, ContextParameters params) {
        KvCache.checkFits(model, params.contextLength());
        NativeLog.clear();
        MemorySegment raw = llama_h.llama_init_from_model(model.pointer(), params.segment());
        if (!raw.equals(MemorySegment.NULL)) return raw;
        arena.close();
        throw new ContextCreationException(
                "llama.cpp cannot make a context of %d tokens".formatted(params.contextLength()), NativeLog.recent());
    }

    /// All tokens belong to sequence 0, so those two arrays never change.
    private MemorySegment allocateBatch() {
        MemorySegment sequence = arena.allocate(JAVA_INT);
        MemorySegment counts = arena.allocate(JAVA_INT, batchSize);
        MemorySegment sequences = arena.allocate(ADDRESS, batchSize);
        for (int i = 0; i < batchSize; i++) {
            counts.setAtIndex(JAVA_INT, i, 1);
            sequences.setAtIndex(ADDRESS, i, sequence);
        }
        MemorySegment struct = llama_batch.allocate(arena);
        llama_batch.token(struct, tokens);
        llama_batch.embd(struct, MemorySegment.NULL);
        llama_batch.pos(struct, positions);
        llama_batch.n_seq_id(struct, counts);
        llama_batch.seq_id(struct, sequences);
        llama_batch.logits(struct, outputs);
        return struct;
    }

    int contextLength() {
        return llama_h.llama_n_ctx_seq(context);
    }

    int batchSize() {
        return batchSize;
    }

    /// Computes `ids[from..to)` at positions `from..to` of the sequence.
    ///
    /// @param logits whether the last token's logits are wanted
    void decode(int[] ids, int from, int to, boolean logits) {
        int count = to - from;
        if (count < 1 || count > batchSize)
            throw new IllegalArgumentException("%d tokens are not 1 to %d".formatted(count, batchSize));
        MemorySegment.copy(ids, from, tokens, JAVA_INT, 0, count);
        for (int i = 0; i < count; i++) positions.setAtIndex(JAVA_INT, i, from + i);
        outputs.fill((byte) 0);
        outputs.set(JAVA_BYTE, count - 1, (byte) (logits ? 1 : 0));
        llama_batch.n_tokens(batch, count);
        NativeLog.clear();
        Status.checkDecode(llama_h.llama_decode(context, batch), count);
    }

    /// Replaces the sampler.
    void sampler(Consumer<SamplerChain> stages, int[] history) {
        freeSampler();
        var chain = new SamplerChain(vocabulary.size());
        sampler = chain;
        stages.accept(chain);
        for (int id : history) chain.accept(id);
    }

    /// Chooses the next token by the logits of the last one that was decoded with logits.
    int sample() {
        if (sampler == null) throw new IllegalStateException("no sampler is set");
        MemorySegment logits = llama_h.llama_get_logits_ith(context, -1);
        if (logits.equals(MemorySegment.NULL)) throw new IllegalStateException("no logits were computed");
        int id = sampler.sample(context);
        vocabulary.checkId(id);
        float logit = logits.getAtIndex(JAVA_FLOAT, id);
        if (!Float.isFinite(logit))
            throw new DecodeException(
                    "the model computed no usable logits (%s for the chosen token): its weights are damaged"
                            .formatted(logit),
                    NativeLog.recent());
        return id;
    }

    /// Forgets the tokens from `position` on; false where the model's memory cannot forget a part.
    boolean truncate(int position) {
        if (position == 0) {
            llama_h.llama_memory_clear(memory, false);
            return true;
        }
        return llama_h.llama_memory_seq_rm(memory, 0, position, -1);
    }

    /// Returns the number of tokens whose state the memory holds.
    int length() {
        return llama_h.llama_memory_seq_pos_max(memory, 0) + 1;
    }

    void close() {
        freeSampler();
        llama_h.llama_detach_threadpool(context);
        llama_h.llama_free(context);
        Backend.get().freeThreadPool(threadPool);
        arena.close();
    }

    private void freeSampler() {
        if (sampler != null) sampler.free();
        sampler = null;
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.llama_batch;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.ContextCreationException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A `llama_context` with its worker threads, its batch and its sampler: all that belongs to one thread.
/// Made, used and freed on that thread alone; buffers are allocated once.
final class Decoder {
    private final Arena arena = Arena.ofConfined();
    private final NativeVocabulary vocabulary;
    private final int threads;
    private MemorySegment context = MemorySegment.NULL;
    private MemorySegment threadPool = MemorySegment.NULL;
    private final MemorySegment memory;
    private final int contextLength;
    private final int batchSize;
    private final MemorySegment batch;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment outputs;
    private @Nullable TokenSampler sampler;

    Decoder(NativeModel model, Consumer<ContextParameters> settings) {
        vocabulary = model.vocabulary();
        try {
            var params = new ContextParameters(arena);
            settings.accept(params);
            threads = params.threads();
            context = create(model, params);
            memory = memory(model);
            threadPool = Backend.get().newThreadPool(threads);
            llama_h.llama_attach_threadpool(context, threadPool, threadPool);
            contextLength = Math.min(llama_h.llama_n_ctx_seq(context), model.longestPosition());
            batchSize = llama_h.llama_n_batch(context); // granted: cut to the context's length
            tokens = arena.allocate(JAVA_INT, batchSize);
            positions = arena.allocate(JAVA_INT, batchSize);
            outputs = arena.allocate(JAVA_BYTE, batchSize);
            batch = allocateBatch();
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private static MemorySegment create(NativeModel model, ContextParameters params) {
        KvCache.checkFits(model, params.contextLength());
        NativeLog.clear();
        MemorySegment raw = llama_h.llama_init_from_model(model.pointer(), params.segment());
        if (!raw.equals(MemorySegment.NULL)) return raw;
        throw new ContextCreationException(
                "llama.cpp cannot make a context of %d tokens".formatted(params.contextLength()), NativeLog.recent());
    }

    private MemorySegment memory(NativeModel model) {
        MemorySegment found = llama_h.llama_get_memory(context);
        if (!found.equals(MemorySegment.NULL)) return found;
        throw new UnsupportedOperationException("model %s does not continue text: it keeps no memory of a sequence"
                .formatted(model.name()));
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
        return contextLength;
    }

    int threads() {
        return threads;
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
        var made = new TokenSampler(vocabulary, stages, LogProbabilityRequest.NONE, null);
        sampler = made;
        for (int id : history) made.accept(id);
    }

    /// Chooses the next token by the logits of the last one that was decoded with logits.
    int sample() {
        if (sampler == null) throw new IllegalStateException("no sampler is set");
        MemorySegment logits = llama_h.llama_get_logits_ith(context, -1);
        if (logits.equals(MemorySegment.NULL)) throw new IllegalStateException("no logits were computed");
        return sampler.choose(logits);
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
        if (!context.equals(MemorySegment.NULL)) llama_h.llama_free(context);
        if (!threadPool.equals(MemorySegment.NULL)) Backend.get().freeThreadPool(threadPool);
        arena.close();
    }

    private void freeSampler() {
        if (sampler != null) sampler.free();
        sampler = null;
    }
}

package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.bindings.llama_h;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A context for whole texts, each a sequence of a batch, of which it hands out vectors, scores or logits. Nothing
/// remains from one batch to the next.
final class Encoder implements ContextUse {
    private final ContextHandle context;
    private final Batch batch;
    private final int sequences;
    private final boolean hasEncoder;
    private final MemorySegment memory;
    private final int width;

    Encoder(ContextHandle context, NativeModel model) {
        this.context = context;
        batch = new Batch(context.arena(), context.batchSize());
        sequences = context.params().sequences();
        hasEncoder = model.facts().hasEncoder();
        memory = llama_h.llama_get_memory(context.pointer());
        width = model.facts().outputEmbeddingLength();
    }

    @Override
    public int threads() {
        return context.threads().most();
    }

    @Override
    public AdapterSwitch adapters() {
        return context.adapters();
    }

    /// Returns how many tokens a batch may have.
    int batchSize() {
        return batch.capacity();
    }

    /// Returns how many tokens a text may have.
    int longestText() {
        return Math.min(batch.capacity(), context.contextLength());
    }

    /// Computes one vector for each text.
    ///
    /// @param length of a vector: less than an embedding's where the model's head puts out scores
    float[][] pooled(List<int[]> texts, int length, BooleanSupplier stop) {
        fill(texts);
        for (int i = 0; i < batch.size(); i++) batch.output(i);
        compute(stop);
        var vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++)
            vectors[i] = read(llama_h.llama_get_embeddings_seq(context.pointer(), i), i, length);
        return vectors;
    }

    /// Computes one vector for each token of a text, from a context that does not pool.
    float[][] ofTokens(int[] text, BooleanSupplier stop) {
        fill(List.of(text));
        for (int i = 0; i < batch.size(); i++) batch.output(i);
        compute(stop);
        var vectors = new float[text.length][];
        for (int i = 0; i < vectors.length; i++)
            vectors[i] = read(llama_h.llama_get_embeddings_ith(context.pointer(), i), i, width);
        return vectors;
    }

    /// Computes for each text the logits of some tokens as the next, in a context without embeddings.
    float[][] logits(List<int[]> texts, int[] ids, BooleanSupplier stop) {
        fill(texts);
        int end = 0;
        for (int[] text : texts) batch.output((end += text.length) - 1);
        compute(stop);
        var logits = new float[texts.size()][ids.length];
        end = 0;
        for (int i = 0; i < logits.length; i++) {
            end += texts.get(i).length;
            MemorySegment row = context.logits(end - 1);
            for (int j = 0; j < ids.length; j++) logits[i][j] = row.getAtIndex(JAVA_FLOAT, ids[j]);
            for (float it : logits[i]) Status.checkOutput(it);
        }
        return logits;
    }

    private void fill(List<int[]> texts) {
        if (texts.isEmpty() || texts.size() > sequences)
            throw new IllegalArgumentException("%d texts are not 1 to %d".formatted(texts.size(), sequences));
        batch.clear();
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = texts.get(i);
            if (ids.length == 0 || ids.length > longestText())
                throw new IllegalArgumentException("%d tokens are not 1 to %d".formatted(ids.length, longestText()));
            batch.add(i, ids, 0, ids.length, 0);
        }
    }

    /// Without a memory, `llama_decode` encodes by itself.
    private void compute(BooleanSupplier stop) {
        if (!memory.equals(MemorySegment.NULL)) llama_h.llama_memory_clear(memory, false);
        MemorySegment filled = batch.segment();
        int code = hasEncoder ? context.encode(filled, stop) : context.decode(filled, stop);
        Status.checkDecode(code, batch.size());
    }

    private static float[] read(MemorySegment vector, int index, int length) {
        if (vector.equals(MemorySegment.NULL)) throw Status.noOutput(index);
        var copy = new float[length];
        MemorySegment.copy(vector, JAVA_FLOAT, 0, copy, 0, length);
        for (float it : copy) Status.checkOutput(it);
        return copy;
    }

    @Override
    public void close() {
        context.close();
    }
}

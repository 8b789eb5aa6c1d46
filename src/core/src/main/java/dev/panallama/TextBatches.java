package dev.panallama;

import dev.panallama.internal.host.ContextParameters;
import dev.panallama.internal.host.HostedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Computes sequences of tokens in batches: as many in one, in order, as it has room for. Serves one thread.
final class TextBatches {
    /// How many tokens and texts a batch has at most.
    record Sizes(int batch, int microBatch, int sequences, int threads) {
        private static final int SEQUENCES = 64;
        private static final int RECURRENT_SEQUENCES = 8; // each has a state, which may be large

        /// Returns what suits a model; the micro-batch is as large as the batch. llama.cpp breaks off over a mean of a batch
        /// that is no multiple of its sequences.
        ///
        /// @param threads [SessionOptions#AUTOMATIC] for what suits the machine and what else it does
        static Sizes of(HostedModel model, int batch, int threads) {
            int sequences = Math.min(model.facts().isRecurrent() ? RECURRENT_SEQUENCES : SEQUENCES, batch);
            int whole = Math.ceilDiv(batch, sequences) * sequences;
            return new Sizes(whole, whole, sequences, threads);
        }

        Sizes withMicroBatch(int tokens) {
            return new Sizes(batch, Math.min(batch, tokens), sequences, threads);
        }

        Sizes withSequences(int count) {
            return new Sizes(batch, microBatch, Math.min(sequences, count), threads);
        }

        void writeTo(ContextParameters params) {
            params.contextLength(batch).sequences(sequences, true).batchSizes(batch, microBatch).threads(threads,
                    threads);
        }
    }

    private final Sizes sizes;
    private final Function<List<int[]>, float[][]> compute;
    private final Runnable afterBatch;
    private final List<int[]> texts = new ArrayList<>();
    private final List<Consumer<float[]>> receivers = new ArrayList<>();
    private int tokens;

    /// @param compute returns a row for each sequence
    /// @param afterBatch runs when the rows of a batch are handed out
    TextBatches(Sizes sizes, Function<List<int[]>, float[][]> compute, Runnable afterBatch) {
        this.sizes = sizes;
        this.compute = compute;
        this.afterBatch = afterBatch;
    }

    /// Adds a sequence that fits into a batch.
    ///
    /// @param receiver gets its row
    void add(int[] ids, Consumer<float[]> receiver) {
        if (texts.size() == sizes.sequences() || tokens + ids.length > sizes.batch()) flush();
        texts.add(ids);
        receivers.add(receiver);
        tokens += ids.length;
    }

    /// Computes what is left.
    ///
    /// @throws CancellationException if this thread was interrupted
    void flush() {
        if (texts.isEmpty()) return;
        checkNotInterrupted();
        float[][] rows = compute.apply(texts);
        for (int i = 0; i < rows.length; i++) receivers.get(i).accept(rows[i]);
        texts.clear();
        receivers.clear();
        tokens = 0;
        afterBatch.run();
    }

    /// Throws if this thread was interrupted, which stays noted.
    static void checkNotInterrupted() {
        if (Thread.currentThread().isInterrupted())
            throw new CancellationException("cancelled: the thread was interrupted");
    }
}

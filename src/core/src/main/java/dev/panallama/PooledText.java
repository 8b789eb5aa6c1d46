package dev.panallama;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Collects the vectors of a text's pieces, and has their mean, weighted by their tokens, made into an embedding when all
/// are there. Until the first arrives it holds tokens alone, and in the end the embedding alone. Serves one thread.
final class PooledText {
    private final int tokens;
    private final Function<float[], float[]> finish;
    private @Nullable List<int[]> pieces;
    private double @Nullable [] sum;
    private int missing;
    private @Nullable Embedding embedding;

    /// @param finish makes an embedding's numbers of the mean
    PooledText(List<int[]> pieces, Function<float[], float[]> finish) {
        this.pieces = pieces;
        this.finish = finish;
        tokens = pieces.stream().mapToInt(it -> it.length).sum();
        missing = pieces.size();
    }

    void addTo(TextBatches batches) {
        List<int[]> all = pieces;
        if (all == null) throw new IllegalStateException("the text was computed before");
        pieces = null;
        for (int[] piece : all) batches.add(piece, receiver(piece.length));
    }

    private Consumer<float[]> receiver(int weight) {
        return vector -> {
            double[] added = sum == null ? new double[vector.length] : sum;
            for (int i = 0; i < added.length; i++) added[i] += (double) weight * vector[i];
            sum = added;
            if (--missing == 0) complete(added);
        };
    }

    private void complete(double[] all) {
        var mean = new float[all.length];
        for (int i = 0; i < mean.length; i++) mean[i] = (float) (all[i] / tokens);
        embedding = new Embedding(finish.apply(mean), tokens);
        sum = null;
    }

    boolean isComplete() {
        return embedding != null;
    }

    Embedding embedding() {
        Embedding finished = embedding;
        if (finished == null) throw new IllegalStateException("%d pieces of the text are missing".formatted(missing));
        return finished;
    }
}

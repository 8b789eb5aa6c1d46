package dev.panallama;

import java.util.List;
import java.util.function.Consumer;

/// Collects the vectors of a text's pieces: their mean, weighted by their tokens. Serves one thread.
final class PooledText {
    private final List<int[]> pieces;
    private final int tokens;
    private final double[] sum;
    private int received;

    PooledText(List<int[]> pieces, int dimensions) {
        this.pieces = pieces;
        tokens = pieces.stream().mapToInt(it -> it.length).sum();
        sum = new double[dimensions];
    }

    void addTo(TextBatches batches) {
        for (int[] piece : pieces) batches.add(piece, receiver(piece.length));
    }

    private Consumer<float[]> receiver(int weight) {
        return vector -> {
            for (int i = 0; i < sum.length; i++) sum[i] += (double) weight * vector[i];
            received++;
        };
    }

    boolean isComplete() {
        return received == pieces.size();
    }

    int tokens() {
        return tokens;
    }

    float[] mean() {
        var mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) mean[i] = (float) (sum[i] / tokens);
        return mean;
    }
}

package dev.panallama.internal.worker;

import dev.panallama.internal.host.CandidateList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The candidates of a worker's choice, here for a stage of the program's own. Serves the thread that made it.
final class RemoteCandidates implements CandidateList {
    private final Thread owner = Thread.currentThread();
    private int[] ids;
    private float[] logits;

    RemoteCandidates(int[] ids, float[] logits) {
        this.ids = ids;
        this.logits = logits;
    }

    /// Returns ids and logits as they are now.
    List<Object> values() {
        return List.of(ids, logits);
    }

    @Override
    public int size() {
        checkThread();
        return ids.length;
    }

    @Override
    public int id(int index) {
        return ids[checked(index)];
    }

    @Override
    public float logit(int index) {
        return logits[checked(index)];
    }

    @Override
    public void logit(int index, float value) {
        if (!(value < Float.POSITIVE_INFINITY))
            throw new IllegalArgumentException("a logit cannot be %s: give a number, or -Infinity to rule a token out"
                    .formatted(value));
        logits[checked(index)] = value;
    }

    @Override
    public void sort() {
        checkThread();
        take(IntStream.range(0, ids.length)
                .boxed()
                .sorted((a, b) -> logits[a] != logits[b]
                        ? Float.compare(logits[b], logits[a])
                        : Integer.compare(ids[a], ids[b]))
                .mapToInt(it -> it)
                .toArray());
    }

    @Override
    public void keepFirst(int count) {
        checkThread();
        if (count < 1)
            throw new IllegalArgumentException(
                    "%d candidates cannot be kept: one at least has to stay".formatted(count));
        if (count >= ids.length) return;
        ids = Arrays.copyOf(ids, count);
        logits = Arrays.copyOf(logits, count);
    }

    @Override
    public void replace(int[] otherIds, float[] otherLogits) {
        checkThread();
        ids = otherIds.clone();
        logits = otherLogits.clone();
    }

    @Override
    public void removeIf(Test test) {
        checkThread();
        int[] kept = IntStream.range(0, ids.length).filter(i -> !test.holds(ids[i], logits[i])).toArray();
        if (kept.length == 0)
            throw new IllegalArgumentException("all %d candidates would be removed: one at least has to stay"
                    .formatted(ids.length));
        take(kept);
    }

    private void take(int[] places) {
        int[] takenIds = new int[places.length];
        float[] takenLogits = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            takenIds[i] = ids[places[i]];
            takenLogits[i] = logits[places[i]];
        }
        ids = takenIds;
        logits = takenLogits;
    }

    private int checked(int index) {
        checkThread();
        if (index < 0 || index >= ids.length)
            throw new IndexOutOfBoundsException("there is no candidate %d: there are %d".formatted(index, ids.length));
        return index;
    }

    private void checkThread() {
        if (Thread.currentThread() != owner)
            throw new WrongThreadException("candidates serve the thread that the stage was called on");
    }
}

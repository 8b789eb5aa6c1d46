package dev.panallama.internal.worker;

import dev.panallama.internal.host.AdapterSet;
import dev.panallama.internal.host.HostedSequence;
import dev.panallama.internal.host.LogProbabilities;
import dev.panallama.internal.host.SamplerSettings;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A sequence that a worker computes for a program.
final class ServedSequence {
    private final HostedSequence sequence;
    private final ServedChoice choice = new ServedChoice();
    private int[] tokens = new int[256]; // room for those of the sequence

    ServedSequence(HostedSequence sequence) {
        this.sequence = sequence;
    }

    ServedSequence fork() {
        var fork = new ServedSequence(sequence.fork());
        fork.tokens = tokens.clone();
        return fork;
    }

    HostedSequence sequence() {
        return sequence;
    }

    /// Returns what a program has to know of it, after its number.
    @Nullable
    Object[] opened(int id) {
        return new Object[]{id, sequence.contextLength(), sequence.batchSize(), sequence.stride(),
            sequence.microBatchSize(), sequence.canShift(), sequence.buffers(), sequence.generationThreads(),
            sequence.promptThreads(), sequence.canTakeBack()};
    }

    boolean restore(ServedState state, int[] ids) throws IOException {
        return state.restore(sequence, placed(ids, 0), ids.length);
    }

    int decode(int[] ids, int from, boolean logits) {
        return sequence.decode(placed(ids, from), from, from + ids.length, logits);
    }

    float[] hiddenState(int id, int position, int width) {
        var hidden = new float[width];
        sequence.decode(placed(new int[]{id}, position), position, hidden, width);
        return hidden;
    }

    int next(ServedCall call, int[] ids, int from, boolean ahead) {
        choice.during(call);
        return sequence.next(placed(ids, from), from, from + ids.length, ahead);
    }

    /// Chooses with the help of guesses, the last `guessed` of the tokens.
    int[] next(ServedCall call, int[] ids, int from, int guessed) {
        choice.during(call);
        var chosen = new int[guessed + 1];
        int count = sequence.next(placed(ids, from), from, from + ids.length - guessed, guessed, chosen);
        return Arrays.copyOf(chosen, count);
    }

    /// Puts tokens where they stand in the sequence.
    private int[] placed(int[] ids, int from) {
        int end = from + ids.length;
        if (end > tokens.length) tokens = Arrays.copyOf(tokens, Math.max(2 * tokens.length, end));
        System.arraycopy(ids, 0, tokens, from, ids.length);
        return tokens;
    }

    void adapters(AdapterSet set) {
        sequence.adapters(set);
    }

    void sampler(ServedCall call, Message message) {
        choice.during(call);
        SamplerSettings settings = choice.settings(message, 2);
        sequence.sampler(settings);
    }

    @Nullable
    Object[] logProbabilities() {
        LogProbabilities it = sequence.logProbabilities();
        int[] ids = new int[it.count()];
        double[] values = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = it.id(i);
            values[i] = it.value(i);
        }
        return new Object[]{it.chosen(), ids, values};
    }
}

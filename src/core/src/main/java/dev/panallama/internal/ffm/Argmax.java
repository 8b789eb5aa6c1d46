package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Chooses the likeliest token, except for some that are ruled out: what a chain of llama.cpp's does that has nothing but a greedy
/// choice, without writing a list of candidates.
final class Argmax {
    private final int[] ruledOut; // sorted

    Argmax(int... ruledOut) {
        this.ruledOut = ruledOut.clone();
        Arrays.sort(this.ruledOut);
    }

    /// Returns the id of the greatest logit; of several the first.
    int of(MemorySegment logits, int size) {
        int best = greatest(logits, size);
        if (Arrays.binarySearch(ruledOut, best) < 0) return best;
        best = greatestAllowed(logits, size);
        if (best >= 0) return best;
        throw new LlamaException(
                "the stages of the sampler leave no token to choose: all %d are ruled out".formatted(size));
    }

    /// Zero times an infinity or NaN is NaN, and so is the sum then: `sum != 0` says that there is one.
    private static int greatest(MemorySegment logits, int size) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        float sum = 0;
        for (int id = 0; id < size; id++) {
            float logit = logits.get(JAVA_FLOAT, id * 4L);
            sum += logit * 0;
            if (logit > most) {
                most = logit;
                best = id;
            }
        }
        if (sum != 0) check(logits, size, most);
        return best;
    }

    /// Damaged weights give NaN and plus infinity; minus infinity rules a token out, which a model may do.
    private static void check(MemorySegment logits, int size, float most) {
        for (int id = 0; id < size; id++) Status.checkLogit(logits.get(JAVA_FLOAT, id * 4L), id);
        if (most == Float.NEGATIVE_INFINITY)
            throw new DecodeException(
                    "the model computed -Infinity as the logit of every token: its weights are damaged",
                    NativeLog.recent());
    }

    private int greatestAllowed(MemorySegment logits, int size) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        int next = 0;
        for (int id = 0; id < size; id++) {
            if (next < ruledOut.length && ruledOut[next] == id) {
                while (next < ruledOut.length && ruledOut[next] == id) next++;
                continue;
            }
            float logit = logits.get(JAVA_FLOAT, id * 4L);
            if (logit > most) {
                most = logit;
                best = id;
            }
        }
        return best;
    }
}

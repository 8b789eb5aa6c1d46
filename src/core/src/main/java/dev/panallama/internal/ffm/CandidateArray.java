package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.panallama.bindings.llama_h;
import dev.panallama.bindings.llama_token_data;
import dev.panallama.bindings.llama_token_data_array;
import dev.panallama.error.DecodeException;
import dev.panallama.error.LlamaException;
import dev.panallama.internal.host.CandidateList;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The tokens that may come next with their logits, where C and Java both see them: a `llama_token_data_array` over
/// the whole vocabulary, allocated once. It is never empty when C gets it.
///
/// Belongs to one [TokenSampler] and its thread.
final class CandidateArray implements CandidateList {
    private static final long STRIDE = llama_token_data.sizeof();
    private static final long LOGIT = llama_token_data.logit$offset();
    private static final long DATA = llama_token_data_array.data$offset();
    private static final float UNDERFLOW = 87; // exp(-87) is about the least normal float
    private static final int NOT_FINITE = 0x7F80_0000; // the exponent of infinities and NaN

    private final Arena arena = Arena.ofConfined();
    private final int capacity;
    private final MemorySegment data;
    private final MemorySegment array;
    private int first; // where the candidates begin in `data`: XTC moves it
    private int size;
    private long @Nullable [] keys;

    CandidateArray(int vocabularySize) {
        capacity = vocabularySize;
        data = arena.allocate(capacity * STRIDE, JAVA_LONG.byteAlignment());
        array = llama_token_data_array.allocate(arena);
    }

    /// Takes every token of the vocabulary as a candidate.
    ///
    /// Id and logit are neighbours, so that one write sets both. The probability is left as it was: C computes it
    /// wherever it reads it. Infinities and NaN differ from numbers in one test.
    void fill(MemorySegment logits) {
        int suspects = 0;
        for (int id = 0; id < capacity; id++) {
            int bits = logits.get(JAVA_INT, id * 4L);
            if ((bits & NOT_FINITE) == NOT_FINITE) suspects++;
            data.set(JAVA_LONG_UNALIGNED, id * STRIDE, (long) bits << 32 | id);
        }
        if (suspects > 0) check(logits, suspects);
        reset(capacity);
    }

    /// Takes those of [#fill] that are in the set.
    ///
    /// @return whether there are any
    boolean fill(MemorySegment logits, BitSet ids) {
        int count = 0;
        for (int id = ids.nextSetBit(0); id >= 0 && id < capacity; id = ids.nextSetBit(id + 1)) {
            int bits = logits.get(JAVA_INT, id * 4L);
            data.set(JAVA_LONG_UNALIGNED, count++ * STRIDE, (long) bits << 32 | id);
        }
        reset(count);
        return count > 0;
    }

    private void reset(int count) {
        first = 0;
        size = count;
        array.set(JAVA_LONG, DATA, data.address());
        llama_token_data_array.size(array, count);
        llama_token_data_array.selected(array, -1);
        llama_token_data_array.sorted(array, false);
    }

    /// Damaged weights give NaN, which C sorts with undefined results, and plus infinity.
    private void check(MemorySegment logits, int suspects) {
        for (int id = 0; id < capacity; id++) Status.checkLogit(logits.get(JAVA_FLOAT, id * 4L), id);
        if (suspects == capacity)
            throw new DecodeException(
                    "the model computed -Infinity as the logit of every token: its weights are damaged",
                    NativeLog.recent());
    }

    /// Lets a native sampler work on the candidates.
    void apply(MemorySegment sampler) {
        llama_h.llama_sampler_apply(sampler, array);
        long count = llama_token_data_array.size(array);
        long offset = array.get(JAVA_LONG, DATA) - data.address();
        if (count < 1 || count > capacity || offset < 0 || offset / STRIDE > capacity - count)
            throw new LlamaException("llama.cpp left %d candidates at offset %d".formatted(count, offset));
        size = (int) count;
        first = (int) (offset / STRIDE);
    }

    /// Returns the index of the candidate that the last step selected.
    int selected() {
        long index = llama_token_data_array.selected(array);
        if (index < 0 || index >= size)
            throw new LlamaException("llama.cpp selected candidate %d of %d".formatted(index, size));
        float logit = logit((int) index);
        if (!Float.isFinite(logit))
            throw new LlamaException("the stages of the sampler leave no token to choose: the logit of token %d is %s"
                    .formatted(id((int) index), logit));
        return (int) index;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int id(int index) {
        return data.get(JAVA_INT, at(index));
    }

    @Override
    public float logit(int index) {
        return data.get(JAVA_FLOAT, at(index) + LOGIT);
    }

    @Override
    public void logit(int index, float value) {
        if (!(value < Float.POSITIVE_INFINITY))
            throw new IllegalArgumentException("a logit cannot be %s: give a number, or -Infinity to rule a token out"
                    .formatted(value));
        data.set(JAVA_FLOAT, at(index) + LOGIT, value);
        llama_token_data_array.sorted(array, false);
    }

    @Override
    public void sort() {
        if (llama_token_data_array.sorted(array)) return;
        if (keys == null) keys = new long[capacity];
        long[] sorted = keys;
        for (int i = 0; i < size; i++) sorted[i] = (long) key(Float.floatToRawIntBits(logit(i))) << 32 | id(i);
        Arrays.sort(sorted, 0, size);
        for (int i = 0; i < size; i++) {
            int bits = bits((int) (sorted[i] >> 32));
            data.set(JAVA_LONG_UNALIGNED, at(i), (long) bits << 32 | (int) sorted[i]);
        }
        llama_token_data_array.sorted(array, true);
    }

    @Override
    public void keepFirst(int count) {
        if (count < 1)
            throw new IllegalArgumentException(
                    "%d candidates cannot be kept: one at least has to stay".formatted(count));
        resize(Math.min(count, size));
    }

    @Override
    public void replace(int[] ids, float[] logits) {
        if (ids.length < 1 || ids.length > size)
            throw new IllegalArgumentException("%d candidates cannot replace %d".formatted(ids.length, size));
        for (int i = 0; i < ids.length; i++)
            data.set(JAVA_LONG_UNALIGNED, at(i), (long) Float.floatToRawIntBits(logits[i]) << 32 | ids[i]);
        resize(ids.length);
        llama_token_data_array.sorted(array, false);
    }

    @Override
    public void removeIf(Test test) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!test.holds(id(i), logit(i))) move(i, kept++);
        }
        if (kept == 0) // nothing has moved
            throw new IllegalArgumentException("all %d candidates would be removed: one at least has to stay"
                    .formatted(size));
        resize(kept);
    }

    /// Removes candidates whose probability is 0 for a float. Where all are ruled out, all stay.
    void removeImpossible() {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) max = Math.max(max, logit(i));
        float least = max - UNDERFLOW;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (logit(i) >= least) move(i, kept++);
        }
        resize(kept);
    }

    private void move(int from, int to) {
        if (from != to) data.set(JAVA_LONG_UNALIGNED, at(to), data.get(JAVA_LONG_UNALIGNED, at(from)));
    }

    private void resize(int count) {
        size = count;
        llama_token_data_array.size(array, count);
    }

    private long at(int index) {
        if (index < 0 || index >= size)
            throw new IndexOutOfBoundsException("there is no candidate %d: there are %d".formatted(index, size));
        return (first + index) * STRIDE;
    }

    /// Turns the bits of a float into a number that is smaller where the float is larger.
    private static int key(int bits) {
        return bits >= 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    }

    private static int bits(int key) {
        return key < 0 ? ~key : key ^ Integer.MIN_VALUE;
    }

    void free() {
        if (arena.scope().isAlive()) arena.close();
    }
}

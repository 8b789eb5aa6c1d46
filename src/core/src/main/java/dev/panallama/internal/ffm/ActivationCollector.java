package dev.panallama.internal.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.panallama.bindings.ggml_tensor;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.DecodeException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Watches the graph being computed, as `ggml_backend_sched_eval_callback`, and sums the squares of what is multiplied
/// with each weight, by llama-imatrix's rules. Used on the context's thread alone.
final class ActivationCollector {
    private static final int FEWEST_ROWS = 16; // smaller batches are left out
    private static final int MUL_MAT = operation("MUL_MAT");
    private static final int MUL_MAT_ID = operation("MUL_MAT_ID");

    private final Arena arena;
    private final boolean output;
    private final Map<String, ActivationSums> sums = new HashMap<>();
    private MemorySegment buffer = MemorySegment.NULL;
    private final Parked parked = new Parked();

    /// @param output whether the output matrix counts too
    ActivationCollector(Arena arena, boolean output) {
        this.arena = arena;
        this.output = output;
    }

    private static int operation(String name) {
        for (int i = 0;; i++) if (llama_h.ggml_op_name(i).getString(0).equals(name)) return i;
    }

    Map<String, ActivationSums> sums() {
        return sums;
    }

    /// Called before a tensor is computed, to ask whether it matters, and then after it.
    boolean see(MemorySegment tensor, boolean ask) {
        if (ask) return !parked.isFilled() && matters(tensor);
        if (ggml_tensor.op(tensor) == MUL_MAT_ID) collectExperts(tensor);
        else collect(tensor);
        return true;
    }

    /// Returns where waits what went wrong.
    Parked parked() {
        return parked;
    }

    private boolean matters(MemorySegment tensor) {
        int operation = ggml_tensor.op(tensor);
        if (operation == MUL_MAT_ID) return true;
        if (operation != MUL_MAT) return false;
        MemorySegment input = ggml_tensor.src(tensor, 1);
        if (ggml_tensor.ne(input, 1) < FEWEST_ROWS || ggml_tensor.type(input) != llama_h.GGML_TYPE_F32()) return false;
        String name = name(ggml_tensor.src(tensor, 0));
        return name.startsWith("blk.") || (output && name.equals("output.weight"));
    }

    /// A scheduler names copies `CUDA0#blk.0.attn_k.weight#0`.
    private static String name(MemorySegment tensor) {
        String name = ggml_tensor.name(tensor).getString(0);
        int from = name.indexOf('#') + 1;
        int to = name.indexOf('#', from);
        return from == 0 ? name : name.substring(from, to < 0 ? name.length() : to);
    }

    private void collect(MemorySegment tensor) {
        MemorySegment weights = ggml_tensor.src(tensor, 0);
        MemorySegment input = ggml_tensor.src(tensor, 1);
        String name = name(weights);
        int matrices = Math.toIntExact(ggml_tensor.ne(weights, 2) * ggml_tensor.ne(weights, 3));
        var row = new float[Math.toIntExact(ggml_tensor.ne(input, 0))];
        ActivationSums sum = sums(name, row.length * matrices, 1);
        MemorySegment data = data(input);
        for (long i3 = 0; i3 < ggml_tensor.ne(input, 3); i3++) {
            for (long i2 = 0; i2 < ggml_tensor.ne(input, 2); i2++) {
                long matrix = i3 % ggml_tensor.ne(weights, 3) * ggml_tensor.ne(weights, 2)
                        + i2 % ggml_tensor.ne(weights, 2);
                for (long i1 = 0; i1 < ggml_tensor.ne(input, 1); i1++)
                    sum.add((int) matrix, read(row, input, data, i1, i2, i3));
            }
        }
        long rows = ggml_tensor.ne(input, 1) * ggml_tensor.ne(input, 2) * ggml_tensor.ne(input, 3);
        sum.countAll(rows / matrices);
        check(name, sum);
    }

    private void collectExperts(MemorySegment tensor) {
        MemorySegment weights = ggml_tensor.src(tensor, 0);
        MemorySegment input = ggml_tensor.src(tensor, 1);
        MemorySegment chosen = ggml_tensor.src(tensor, 2);
        String name = name(weights);
        int experts = Math.toIntExact(ggml_tensor.ne(weights, 2));
        var row = new float[Math.toIntExact(ggml_tensor.ne(input, 0))];
        ActivationSums sum = sums(name, row.length * experts, experts);
        int[][] ids = ids(chosen);
        MemorySegment data = data(input);
        for (int slot = 0; slot < ids.length; slot++) {
            for (int token = 0; token < ids[slot].length; token++) {
                int expert = ids[slot][token];
                sum.count(expert);
                sum.add(expert, read(row, input, data, slot % ggml_tensor.ne(input, 1), token, 0));
            }
        }
        check(name, sum);
    }

    private int[][] ids(MemorySegment chosen) {
        MemorySegment data = data(chosen);
        var ids = new int[Math.toIntExact(ggml_tensor.ne(chosen, 0))][Math.toIntExact(ggml_tensor.ne(chosen, 1))];
        for (int slot = 0; slot < ids.length; slot++)
            for (int token = 0; token < ids[slot].length; token++)
                ids[slot][token] = data.get(JAVA_INT,
                        slot * ggml_tensor.nb(chosen, 0) + token * ggml_tensor.nb(chosen, 1));
        return ids;
    }

    private ActivationSums sums(String name, int size, int counts) {
        ActivationSums sum = sums.computeIfAbsent(name, _ -> new ActivationSums(size, counts));
        if (!sum.is(size, counts))
            throw new DecodeException("%s is used in two ways that do not fit together".formatted(name), List.of());
        return sum;
    }

    private static void check(String name, ActivationSums sum) {
        if (!sum.isFinite())
            throw new DecodeException(
                    "the activations of %s are not finite: the model's weights are damaged, or overflow".formatted(
                            name),
                    List.of());
    }

    private static float[] read(float[] row, MemorySegment tensor, MemorySegment data, long i1, long i2, long i3) {
        long offset = i1 * ggml_tensor.nb(tensor, 1) + i2 * ggml_tensor.nb(tensor, 2) + i3 * ggml_tensor.nb(tensor, 3);
        MemorySegment.copy(data, JAVA_FLOAT, offset, row, 0, row.length);
        return row;
    }

    /// The data of a tensor, fetched from the GPU where it is there.
    private MemorySegment data(MemorySegment tensor) {
        if (llama_h.ggml_backend_buffer_is_host(ggml_tensor.buffer(tensor))) return ggml_tensor.data(tensor);
        long size = llama_h.ggml_nbytes(tensor);
        if (buffer.byteSize() < size) buffer = arena.allocate(size, 64);
        llama_h.ggml_backend_tensor_get(tensor, buffer, 0, size);
        return buffer;
    }
}

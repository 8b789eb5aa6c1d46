package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.internal.host.Activations;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/// A context that computes texts only to see what goes through the weights.
final class ActivationMeter implements ContextUse {
    private static final int MOST_AT_ONCE = 512;

    private final Arena arena = Arena.ofConfined();
    private final ActivationCollector collector;
    private final ContextHandle context;
    private final Batch batch;

    ActivationMeter(NativeModel model, int chunkLength, int threads, boolean output) {
        collector = new ActivationCollector(arena, output);
        var callback = Upcalls.tensors(collector::see, collector.parked(), arena);
        int atOnce = Math.ceilDiv(chunkLength, Math.ceilDiv(chunkLength, MOST_AT_ONCE)); // no small rest
        try {
            context = new ContextHandle(model, it -> it.contextLength(chunkLength)
                    .batchSizes(atOnce, atOnce)
                    .outputs(atOnce)
                    .threads(threads, threads)
                    .watch(callback));
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
        batch = new Batch(arena, context.batchSize());
        if (context.contextLength() < chunkLength) {
            int longest = context.contextLength();
            close();
            throw new IllegalArgumentException(
                    "chunks of %,d tokens are longer than the model's %,d positions: choose shorter ones"
                            .formatted(chunkLength, longest));
        }
    }

    @Override
    public int threads() {
        return context.threads().most();
    }

    @Override
    public AdapterSwitch adapters() {
        return context.adapters();
    }

    /// Computes `ids[from..to)` by themselves. The output of every token is wanted, or the last layer would be cut short.
    void compute(int[] ids, int from, int to) {
        llama_h.llama_memory_clear(llama_h.llama_get_memory(context.pointer()), true);
        for (int at = from; at < to; at += batch.capacity()) {
            int end = Math.min(to, at + batch.capacity());
            batch.clear();
            batch.add(0, ids, at, end, at - from);
            for (int i = 0; i < end - at; i++) batch.output(i);
            int code = context.decode(batch.segment(), null);
            collector.parked().rethrow();
            Status.checkDecode(code, end - at);
        }
    }

    Map<String, Activations> sums() {
        var sums = new HashMap<String, Activations>();
        collector.sums().forEach((name, it) -> sums.put(name, it.snapshot()));
        return sums;
    }

    @Override
    public void close() {
        context.close();
        arena.close();
    }
}

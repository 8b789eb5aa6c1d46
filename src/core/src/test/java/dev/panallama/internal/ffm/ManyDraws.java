package dev.panallama.internal.ffm;

import dev.panallama.TinyModels;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Draws many tokens, of a small vocabulary as that is quick, and prints by how many bytes the heap has grown:
/// `ManyDraws LOGITS`. Its collector is one whose heap
/// only grows where something is allocated, a buffer of the thread at a time.
final class ManyDraws {
    static final int COUNT = 40_000;
    private static final int WARM_UP = 5_000;

    private ManyDraws() {}

    public static void main(String[] args) throws Exception {
        try (var draws = new Draws(TinyModels.llama(), Path.of(args[0]))) {
            TokenSampler sampler = draws.sampler(chain -> {
                chain.topK(40);
                chain.topP(0.95f);
                chain.minP(0.05f);
                chain.temperature(0.8f);
                chain.random(42);
            });
            MemorySegment row = draws.row(0);
            draw(sampler, row, WARM_UP);
            System.gc();
            long before = used();
            long start = System.nanoTime();
            draw(sampler, row, COUNT);
            long time = System.nanoTime() - start;
            long grown = used() - before;
            System.out.printf("%.1f us a draw; grown by %d%n", time / 1e3 / COUNT, grown);
            sampler.free();
        }
    }

    private static void draw(TokenSampler sampler, MemorySegment row, int count) {
        for (int i = 0; i < count; i++) sampler.choose(row);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

package dev.panallama.internal.ffm;

import dev.panallama.bindings.llama_h;
import dev.panallama.error.QuantizationException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/// Writes model files anew by `llama_model_quantize`. Any thread may call; each call has a thread of its own.
public final class NativeQuantizer {
    private static final long STACK = 8 << 20;

    /// What a dry run says.
    ///
    /// @param tensors in the order of the new file
    /// @param fallbacks the names of those whose rows the type meant for them does not divide
    public record Plan(List<TensorPlan> tensors, Set<String> fallbacks) {}

    private NativeQuantizer() {}

    /// Finds out what [#write] would do. Reads the file's header alone.
    public static Plan plan(Path in, int threads, Consumer<QuantizeParameters> settings) {
        return run(in, in, threads, it -> {
            settings.accept(it);
            it.writeNothing();
        }, _ -> true);
    }

    /// Writes `out`, which is not `in`: or as many files as `in` has, whose names begin so. Blocks until they are
    /// written; interrupting the caller cancels before the next tensor.
    ///
    /// @param progress told the index of each tensor before it is written, on another thread; false cancels
    public static void write(
            Path in, Path out, int threads, Consumer<QuantizeParameters> settings, IntPredicate progress) {
        run(in, out, threads, settings, progress);
    }

    private static Plan run(
            Path in, Path out, int threads, Consumer<QuantizeParameters> settings, IntPredicate progress) {
        Backend.get();
        var thread = new NativeThread("quantizing of " + in, STACK);
        if (threads > 1) thread.mayHaveWorkers();
        var watch = new QuantizeWatch(progress);
        return thread.close(() -> runHere(in, out, it -> settings.accept(it.threads(threads)), watch), watch::cancel);
    }

    private static Plan runHere(Path in, Path out, Consumer<QuantizeParameters> settings, QuantizeWatch watch) {
        try (var arena = Arena.ofConfined()) {
            var params = new QuantizeParameters(arena);
            settings.accept(params);
            watch.begin(params);
            int code = llama_h.llama_model_quantize(
                    arena.allocateFrom(in.toAbsolutePath().toString()),
                    arena.allocateFrom(out.toAbsolutePath().toString()),
                    params.segment());
            watch.rethrow();
            if (code != 0)
                throw new QuantizationException("llama.cpp cannot quantize " + in, NativeLog.recent());
            return new Plan(watch.plan(), watch.fallbacks());
        }
    }
}

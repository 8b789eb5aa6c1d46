package dev.panallama.internal.ffm;

import dev.panallama.bindings.cpp_terminate_handler;
import dev.panallama.bindings.ggml_abort_callback;
import dev.panallama.bindings.ggml_abort_callback_t;
import dev.panallama.bindings.ggml_backend_sched_eval_callback;
import dev.panallama.bindings.ggml_log_callback;
import dev.panallama.bindings.llama_progress_callback;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import java.util.function.ObjIntConsumer;

/// Makes the functions that C calls, all of them: nothing may leave such a call, or the JVM ends. What is thrown inside is
/// [Parked], or lost where there is nobody to tell.
final class Upcalls {
    /// Looks at a tensor of a graph before it is computed, to say whether it is of interest, and after it.
    @FunctionalInterface
    interface TensorWatch {
        boolean see(MemorySegment tensor, boolean ask);
    }

    private Upcalls() {}

    /// Asks whether a load goes on: not when the listener throws.
    static MemorySegment progress(DoublePredicate listener, Parked parked, Arena arena) {
        return llama_progress_callback.allocate(
                (fraction, _) -> parked.orFalse(() -> listener.test(fraction)), arena);
    }

    /// Asks whether computing stops: also when the question fails.
    static MemorySegment stop(BooleanSupplier question, Parked parked, Arena arena) {
        return ggml_abort_callback.allocate(
                _ -> parked.orFalse(question) || parked.isFilled(), arena);
    }

    /// Shows the tensors of a graph; computing ends where that fails.
    static MemorySegment tensors(TensorWatch watch, Parked parked, Arena arena) {
        return ggml_backend_sched_eval_callback.allocate(
                (tensor, ask, _) -> parked.orFalse(() -> watch.see(tensor, ask)), arena);
    }

    /// Hands over the log, a part of a line and its level at a time.
    static MemorySegment log(ObjIntConsumer<String> lines) {
        return ggml_log_callback.allocate((level, text, _) -> {
            try {
                lines.accept(text.getString(0), level);
            } catch (Throwable _) { // a lost log line is the least of harms
            }
        }, Arena.global());
    }

    /// Hands over the text of an assertion that failed. Must not return.
    static MemorySegment aborted(Consumer<MemorySegment> handler) {
        return ggml_abort_callback_t.allocate(handler::accept, Arena.global());
    }

    /// Tells of a C++ exception that nothing catches. The process ends where this returns.
    static MemorySegment terminated(Runnable handler) {
        return cpp_terminate_handler.allocate(handler::run, Arena.global());
    }
}

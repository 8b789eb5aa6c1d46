package dev.panallama.internal.ffm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Follows one run of the quantizer by what it logs on its thread, a part of a line at a time; there is no other way.
///
/// Each tensor's line begins with `[   7/ 272] name - [shape], type =`, before anything is done with it, and ends when it
/// is done: with the new type in parentheses in a dry run.
final class QuantizeWatch {
    private final IntPredicate progress;
    private final List<TensorPlan> plan = new ArrayList<>();
    private final Set<String> fallbacks = new LinkedHashSet<>();
    private @Nullable QuantizeParameters params;
    private @Nullable String tensor;
    private @Nullable String warned;
    private int begun;
    private volatile boolean cancelled;
    private final Parked parked = new Parked();

    QuantizeWatch(IntPredicate progress) {
        this.progress = progress;
    }

    /// Begins, on the thread that will run.
    void begin(QuantizeParameters parameters) {
        params = parameters;
        NativeLog.clear();
        NativeLog.listen(this::part);
        NativeLog.mute(); // what it warns of, the plan says
    }

    /// May be called from any thread.
    void cancel() {
        cancelled = true;
    }

    private void part(String text) {
        if (text.startsWith("[")) beginTensor(text);
        else
            if (text.startsWith("warning: "))
                warned = text.substring("warning: ".length(), text.indexOf(" - ")).strip();
            else
                if (text.startsWith("-> falling back") && warned != null) fallbacks.add(warned);
                else if (text.startsWith("size = ") && tensor != null) endTensor(tensor, text.strip());
    }

    private void beginTensor(String text) {
        tensor = text.substring(text.indexOf("] ") + 2, text.lastIndexOf(" - [")).strip();
        if (parked.orFalse(this::goesOn)) begun++;
        else if (params != null) params.writeNothing();
    }

    private boolean goesOn() {
        if (!cancelled && !parked.isFilled() && !progress.test(begun)) cancelled = true;
        return !cancelled && !parked.isFilled();
    }

    private void endTensor(String name, String text) {
        String type = text.endsWith(")") ? text.substring(text.lastIndexOf('(') + 1, text.length() - 1) : "";
        plan.add(new TensorPlan(name, type));
        tensor = null;
    }

    /// Returns what a dry run said, in the order of the new file.
    List<TensorPlan> plan() {
        return List.copyOf(plan);
    }

    /// Returns the tensors whose rows the type meant for them does not divide, so that they get another.
    Set<String> fallbacks() {
        return Set.copyOf(fallbacks);
    }

    /// Throws what ended the run, if it was not llama.cpp.
    void rethrow() {
        parked.rethrow();
        if (cancelled)
            throw new CancellationException("quantizing was cancelled after %d tensors".formatted(begun));
    }
}

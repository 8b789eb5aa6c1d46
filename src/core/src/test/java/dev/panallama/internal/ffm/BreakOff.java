package dev.panallama.internal.ffm;

import dev.panallama.Model;
import dev.panallama.Sampler;
import dev.panallama.TestModels;
import dev.panallama.bindings.llama_h;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Reaches what must never be reached, behind the checks, and goes on. Run by [BreakOffTest] in a JVM of its own.
final class BreakOff {
    private BreakOff() {}

    public static void main(String[] args) {
        Backend.get();
        var thread = new NativeThread("victim", 1 << 20);
        for (String _ : new String[]{"first", "second"}) {
            try {
                System.out.println(thread.call(() -> "assertion".equals(args[0]) ? failAssertion() : escape()));
            } catch (RuntimeException expected) {
                System.out.println(expected.getClass().getSimpleName() + ": " + expected.getMessage());
            }
        }
        try (var model = Model.load(TestModels.smolLm2());
                var session = model.session()) {
            System.out.println("alive: " + session.append("Hello").generate(Sampler.greedy(), 2).text());
        }
    }

    /// A sequence id out of range.
    private static @Nullable String failAssertion() {
        NativeModel model = NativeModel.load(TestModels.smolLm2(), _ -> {}, _ -> true);
        try (var arena = Arena.ofConfined()) {
            var context = llama_h.llama_init_from_model(
                    model.pointer(), llama_h.llama_context_default_params(arena));
            llama_h.llama_memory_seq_rm(llama_h.llama_get_memory(context), 100_000, 0, 1);
            return "came back";
        }
    }

    /// A C++ exception that nothing catches.
    private static @Nullable String escape() {
        try (var arena = Arena.ofConfined()) {
            llama_h.llama_load_mode_from_str(arena.allocateFrom("bogus"));
            return "came back";
        }
    }
}

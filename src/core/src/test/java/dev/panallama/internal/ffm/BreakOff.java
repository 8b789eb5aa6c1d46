package dev.panallama.internal.ffm;

import dev.panallama.Model;
import dev.panallama.Session;
import dev.panallama.TestModels;
import dev.panallama.bindings.llama_h;
import dev.panallama.sampler.Sampler;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.Callable;

/// Reaches what must never be reached, behind the checks, and goes on. Run by [BreakOffTest] in a JVM of its own.
final class BreakOff {
    private BreakOff() {}

    @SuppressWarnings("try") // closing twice is the point
    public static void main(String[] args) throws ReflectiveOperationException {
        try (var model = Model.load(TestModels.smolLm2()); var other = model.session()) {
            Session lost = model.session();
            NativeThread thread = threadOf(lost);
            switch (args[0]) {
                case "assertion" -> print(() -> thread.call(BreakOff::failAssertion));
                case "exception" -> print(() -> thread.call(BreakOff::escape));
                default -> print(() -> thread.callAndGoOn(() -> "the call is done", BreakOff::failAssertion));
            }
            for (int i = 0; i < 2; i++) print(() -> lost.append("Hello").position());
            lost.close();
            lost.close();
            print(() -> {
                model.close();
                return "closed";
            });
            System.out.println("alive: " + other.append("Hello").generate(Sampler.greedy(), 2).text());
        }
        System.out.println("closed in the end");
    }

    private static void print(Callable<Object> action) {
        try {
            System.out.println(action.call());
        } catch (Exception expected) {
            System.out.println(expected.getClass().getSimpleName() + ": " + expected.getMessage());
        }
    }

    /// The thread on which a session's native calls are made.
    private static NativeThread threadOf(Session session) throws ReflectiveOperationException {
        Object context = field(field(field(session, "sequence"), "memory"), "context");
        return (NativeThread) field(field(context, "owner"), "thread");
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        var field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    /// A sequence id out of range.
    private static String failAssertion() {
        NativeModel model = NativeModel.load(List.of(TestModels.smolLm2()), _ -> {}, _ -> true);
        try (var arena = Arena.ofConfined()) {
            var context = llama_h.llama_init_from_model(
                    model.pointer(), llama_h.llama_context_default_params(arena));
            llama_h.llama_memory_seq_rm(llama_h.llama_get_memory(context), 100_000, 0, 1);
            return "came back";
        }
    }

    /// A C++ exception that nothing catches.
    private static String escape() {
        try (var arena = Arena.ofConfined()) {
            llama_h.llama_load_mode_from_str(arena.allocateFrom("bogus"));
            return "came back";
        }
    }
}

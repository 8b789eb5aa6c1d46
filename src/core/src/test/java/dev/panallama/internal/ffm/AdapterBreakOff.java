package dev.panallama.internal.ffm;

import dev.panallama.Adapters;
import dev.panallama.LoraAdapter;
import dev.panallama.Model;
import dev.panallama.ModelOptions;
import dev.panallama.Session;
import dev.panallama.SessionOptions;
import dev.panallama.TinyLora;
import dev.panallama.TinyModels;
import dev.panallama.bindings.llama_h;
import dev.panallama.error.LlamaException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/// Has C break off in a session that has an adapter set, while it plans its memory by the list of the model's adapters, and
/// goes on. Run by [AdapterBreakOffTest] in a JVM of its own.
final class AdapterBreakOff {
    private AdapterBreakOff() {}

    public static void main(String[] args) throws Exception {
        Path file = TinyLora.random(TinyModels.llama(), 1, 4, "blk.*").write(Files.createTempFile("lora", ".gguf"));
        Model model = Model.load(TinyModels.llama(), ModelOptions.defaults().withGpuLayers(0));
        LoraAdapter adapter = model.loadAdapter(file);
        Session lost = model.session(SessionOptions.defaults().withThreads(1)).adapters(Adapters.of(adapter));
        print(() -> lose(lost));
        print(adapter::close);
        print(() -> model.loadAdapter(file).close()); // which waits for nobody
        lost.close();
        print(adapter::close);
        try (var session = model.session(); var other = model.loadAdapter(file)) {
            session.append("Hello").adapters(Adapters.of(other)).logits();
            session.adapters(Adapters.none());
            System.out.println("alive");
        }
        model.close();
        Files.delete(file);
        System.out.println("closed in the end");
    }

    private static void print(Runnable action) {
        try {
            action.run();
            System.out.println("well");
        } catch (RuntimeException expected) {
            System.out.println(expected.getClass().getSimpleName() + ": " + expected.getMessage());
        }
    }

    private static void lose(Session session) {
        try {
            owner(session).call(it -> {
                it.adapters().beforeDecode();
                return escape();
            });
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("the fields are named otherwise", impossible);
        } catch (LlamaException lost) {
            throw new IllegalStateException(lost.getMessage());
        }
    }

    /// A C++ exception that nothing catches.
    private static String escape() {
        try (var arena = Arena.ofConfined()) {
            llama_h.llama_load_mode_from_str(arena.allocateFrom("bogus"));
            return "came back";
        }
    }

    @SuppressWarnings("unchecked")
    private static ContextOwner<Decoder> owner(Session session) throws ReflectiveOperationException {
        return (ContextOwner<Decoder>) field(field(field(field(session, "sequence"), "memory"), "context"), "owner");
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        var field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}

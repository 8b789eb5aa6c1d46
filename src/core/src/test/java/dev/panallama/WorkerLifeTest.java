package dev.panallama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.error.ModelLoadException;
import dev.panallama.error.WorkerDiedException;
import dev.panallama.sampler.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A worker process ends with its model and with its program, and its death is an exception.
final class WorkerLifeTest {
    private static final ModelOptions ISOLATED = ModelOptions.defaults().isolated();
    private static final SessionOptions OPTIONS = SessionOptions.defaults().withThreads(1).withContextLength(256);

    /// A model and the process that it runs in.
    private record Started(Model model, ProcessHandle worker) {
        static Started load() {
            Set<ProcessHandle> before = children();
            Model model = Model.load(TinyModels.llama(), ISOLATED);
            Set<ProcessHandle> started = children();
            started.removeAll(before);
            return new Started(model, started.iterator().next());
        }

        private static Set<ProcessHandle> children() {
            var children = new HashSet<ProcessHandle>();
            ProcessHandle.current().children().forEach(children::add);
            return children;
        }

        boolean ends() {
            return worker.onExit().orTimeout(20, TimeUnit.SECONDS).thenApply(_ -> true).join();
        }

        void stop() {
            try {
                signal("STOP");
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        }

        void signal(String name) throws IOException, InterruptedException {
            assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(worker.pid())).start().waitFor());
        }
    }

    @Test
    void a_worker_ends_when_its_model_is_closed() {
        Started it = Started.load();
        assertTrue(it.worker().isAlive());
        it.model().close();
        assertTrue(it.ends());
        assertThrows(IllegalStateException.class, it.model()::session);
        it.model().close();
    }

    @Test
    void a_worker_that_crashes_fails_the_call_in_progress_and_nothing_else() throws Exception {
        Started it = Started.load();
        Session session = it.model().session(OPTIONS).append(300, 301);
        var tokens = session.generate(Sampler.greedy(), 200).iterator();
        tokens.next();
        it.signal("SEGV");
        it.ends();
        var death = assertThrows(RuntimeException.class, () -> {
            while (tokens.hasNext()) tokens.next();
        });
        assertTrue(death.getMessage().contains("SIGSEGV"), death.getMessage());
        String later = assertThrows(WorkerDiedException.class, () -> session.append(300)).getMessage();
        assertTrue(later.contains("SIGSEGV"), later);
        assertTrue(later.contains("load the model again"), later);
        assertThrows(WorkerDiedException.class, it.model()::session);
        session.close();
        it.model().close();
        assertThrows(IllegalStateException.class, () -> session.append(300));
        assertThrows(IllegalStateException.class, it.model()::session);
        try (Model again = Model.load(TinyModels.llama(), ISOLATED); Session next = again.session(OPTIONS)) {
            assertEquals(3, next.append(300, 301).generate(Sampler.greedy(), 3).stream().count());
        }
    }

    @Test
    void a_call_that_waits_learns_of_the_death() throws Exception {
        Started it = Started.load();
        it.stop(); // so that the call is sure to be waiting
        var killer = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
                it.signal("KILL");
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
        });
        String death = assertThrows(WorkerDiedException.class, () -> it.model().vocabulary().tokenize("hello"))
                .getMessage();
        assertTrue(death.contains("SIGKILL"), death);
        killer.join();
        it.model().close();
    }

    @Test
    void a_ctrl_c_at_the_terminal_is_not_for_the_worker() throws Exception {
        Started it = Started.load();
        it.signal("INT");
        assertFalse(it.worker().onExit().completeOnTimeout(null, 300, TimeUnit.MILLISECONDS).join() != null);
        assertEquals(1, it.model().vocabulary().tokenize("a").length);
        it.model().close();
    }

    @Test
    void a_worker_ends_with_its_program() throws Exception {
        ChildJvm.Result program = ChildJvm.run(WorkerLifeTest.class);
        assertEquals(3, program.exit(), program.output());
        long worker = Long.parseLong(program.output().strip().lines().reduce((_, last) -> last).orElseThrow());
        ProcessHandle.of(worker).ifPresent(it -> it.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }

    /// Starts a worker and leaves without closing anything.
    public static void main(String[] arguments) {
        System.out.println(Started.load().worker().pid());
        Runtime.getRuntime().halt(3);
    }

    @Test
    void a_load_that_hangs_ends_with_an_interrupt() {
        Set<ProcessHandle> before = Started.children();
        ModelOptions hanging = ISOLATED.withProgress(_ -> {
            Set<ProcessHandle> started = Started.children();
            started.removeAll(before);
            new Started(null, started.iterator().next()).stop();
            Thread.currentThread().interrupt();
            return true;
        });
        assertThrows(CancellationException.class, () -> Model.load(TinyModels.llama(), hanging));
        assertTrue(Thread.interrupted());
    }

    @Test
    void what_is_no_model_is_refused_and_its_worker_ends() {
        assertThrows(ModelLoadException.class, () -> Model.load(Path.of("there-is-none.gguf"), ISOLATED));
        ModelOptions cancelled = ISOLATED.withProgress(_ -> false);
        assertThrows(CancellationException.class, () -> Model.load(TinyModels.llama(), cancelled));
        ModelOptions failing = ISOLATED.withProgress(_ -> {
            throw new ArithmeticException("mine");
        });
        assertThrows(ArithmeticException.class, () -> Model.load(TinyModels.llama(), failing));
        assertEquals(0, Started.children().stream().filter(it -> it.info().command().orElse("").endsWith("java"))
                .filter(it -> it.onExit().completeOnTimeout(null, 5, TimeUnit.SECONDS).join() == null).count());
    }
}

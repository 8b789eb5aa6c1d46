package dev.panallama.runner.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.runner.JavaProcess;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchLockTest {
    @TempDir
    Path folder;

    /// Another process that takes a lock, says so, and holds it until its input ends.
    static final class Holder {
        private Holder() {}

        static void main(String[] args) throws Exception {
            try (var _ = FetchLock.acquire(Path.of(args[0]), () -> {})) {
                System.out.println("held");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void a_thread_that_waits_for_another_one_can_be_interrupted() throws Exception {
        Path file = folder.resolve("lock");
        try (var _ = FetchLock.acquire(file, () -> {})) {
            isInterrupted(file);
        }
        isFree(file);
    }

    @Test
    void a_thread_that_waits_for_another_process_can_be_interrupted() throws Exception {
        Path file = folder.resolve("lock");
        Process holder = new ProcessBuilder(JavaProcess.command(Holder.class.getName(), file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = holder.inputReader()) {
            assertEquals("held", said.readLine());
            isInterrupted(file);
            isInterrupted(file); // the first one left nothing locked in this process
            holder.getOutputStream().close();
            assertEquals(0, holder.waitFor());
        } finally {
            holder.destroyForcibly();
        }
        isFree(file);
    }

    private static void isInterrupted(Path file) throws Exception {
        var waits = new CountDownLatch(1);
        var waiting = new FutureTask<Throwable>(() -> {
            try (var _ = FetchLock.acquire(file, waits::countDown)) {
                return new AssertionError("somebody else holds it");
            } catch (InterruptedException interrupted) {
                assertFalse(Thread.currentThread().isInterrupted(), "the exception says so");
                return interrupted;
            }
        });
        Thread thread = Thread.ofPlatform().start(waiting);
        waits.await();
        thread.interrupt();
        assertInstanceOf(InterruptedException.class, waiting.get());
    }

    private static void isFree(Path file) throws Exception {
        var waited = new CountDownLatch(1);
        try (FetchLock lock = FetchLock.acquire(file, waited::countDown)) {
            assertNotNull(lock);
            assertTrue(waited.getCount() > 0, "nobody had to be waited for");
        }
    }
}

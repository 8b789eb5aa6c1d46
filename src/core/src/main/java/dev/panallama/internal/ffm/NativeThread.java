package dev.panallama.internal.ffm;

import dev.panallama.error.LlamaException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A daemon platform thread that makes native calls for others: one at a time, while the caller waits. A call may have an
/// aftermath, for which the caller does not wait, but the next one.
///
/// llama.cpp wants one thread per context, tokenizing wants a large stack, and what breaks off in C
/// costs the thread that it ran on. So native calls that compute run here and never on a caller's thread:
/// then the thread stays parked inside its call and the caller gets an exception.
final class NativeThread {
    private static final Set<NativeThread> LIVE = ConcurrentHashMap.newKeySet();
    private static final long SPIN_NANOS = 100_000;
    private static final Job<?> CLOSED = new Job<>(() -> null, () -> {});
    private static final Job<?> LOST = new Job<>(() -> null, () -> {});

    private final String name;
    private final AtomicReference<@Nullable Job<?>> current = new AtomicReference<>();
    private final Thread thread;
    private volatile @Nullable String death;
    private volatile boolean workers;

    /// Starts a thread that lives until [#close]. A stack that is not touched costs no memory.
    NativeThread(String name, long stackBytes) {
        this.name = name;
        thread = Thread.ofPlatform()
                .name("panallama " + name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .stackSize(stackBytes)
                .unstarted(this::serve);
        LIVE.add(this);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) LIVE.remove(this);
        }
    }

    /// Runs one call on a thread of its own.
    static <T extends @Nullable Object> T once(String name, long stackBytes, Supplier<T> work) {
        return new NativeThread(name, stackBytes).close(work);
    }

    /// Runs `work` on this thread and waits for it, even when interrupted.
    <T extends @Nullable Object> T call(Supplier<T> work) {
        return call(work, () -> {});
    }

    /// Runs `work` on this thread and waits for it; `onInterrupt` runs in the waiting thread when that is interrupted.
    <T extends @Nullable Object> T call(Supplier<T> work, Runnable onInterrupt) {
        return submit(new Job<>(work, onInterrupt)).await();
    }

    /// Runs `work` as [#call(Supplier)] does. If it does not fail, `aftermath` follows, which does not throw.
    <T extends @Nullable Object> T callAndGoOn(Supplier<T> work, Runnable aftermath) {
        var job = new Job<>(work, () -> {});
        job.aftermath = aftermath;
        return submit(job).await();
    }

    /// Runs `work` as the last call of this thread.
    <T extends @Nullable Object> T close(Supplier<T> work) {
        return close(work, () -> {});
    }

    /// Runs `work` as the last call of this thread; `onInterrupt` runs in the waiting thread when that is interrupted.
    <T extends @Nullable Object> T close(Supplier<T> work, Runnable onInterrupt) {
        var job = new Job<>(work, onInterrupt);
        job.last = true;
        return submit(job).await();
    }

    boolean isClosed() {
        return current.get() == CLOSED;
    }

    boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /// Notes that ggml starts worker threads for the calls on this one.
    void mayHaveWorkers() {
        workers = true;
    }

    /// Notes that for the thread that makes this call.
    static void currentMayHaveWorkers() {
        for (NativeThread it : LIVE) if (it.isCurrent()) it.mayHaveWorkers();
    }

    /// Throws if the thread is closed, or lost because C broke off.
    void checkUsable() {
        if (death != null || isClosed()) throw refusal();
    }

    boolean isDead() {
        return death != null;
    }

    /// Gives up the call of the current thread, which will not return: its caller gets an exception now.
    ///
    /// Where the current thread is a worker of ggml's own, nobody can say whose work it did: then every busy
    /// thread is given up that has workers.
    ///
    /// @return whether there was such a call
    static boolean abandon(String reason) {
        Thread here = Thread.currentThread();
        boolean own = LIVE.stream().anyMatch(it -> it.thread == here);
        boolean waiting = false;
        for (NativeThread it : LIVE) if (own ? it.thread == here : it.workers) waiting |= it.giveUp(reason);
        return waiting;
    }

    private boolean giveUp(String reason) {
        Job<?> busy = current.get();
        if (busy == null || busy == CLOSED) return false;
        death = "llama.cpp broke off (%s): the %s is lost, and its memory is kept until the program ends"
                .formatted(reason, name);
        Job<?> job = current.getAndSet(LOST);
        if (job != null && !job.isInAftermath()) job.fail(new LlamaException(death, NativeLog.recent()));
        return true;
    }

    private <T extends @Nullable Object> Job<T> submit(Job<T> job) {
        Job<?> before;
        do { // again if an aftermath has ended meanwhile
            before = current.get();
            boolean free = before == null || before.isInAftermath();
            if (!free || death != null) throw refusal();
        } while (!current.compareAndSet(before, job));
        LockSupport.unpark(thread);
        return job;
    }

    private IllegalStateException refusal() {
        if (death != null) return new IllegalStateException(death);
        return new IllegalStateException(
                isClosed() ? "the %s is closed".formatted(name) : "another thread is using the %s".formatted(name));
    }

    private void serve() {
        while (!isClosed() && !isDead()) {
            Job<?> job = current.get();
            if (job == null) awaitJob();
            else serve(job);
        }
        LIVE.remove(this);
    }

    private void serve(Job<?> job) {
        job.run();
        Runnable aftermath = job.failure == null ? job.aftermath : null;
        if (aftermath == null) current.compareAndSet(job, job.last ? CLOSED : null);
        job.finish();
        if (aftermath == null) return;
        aftermath.run();
        current.compareAndSet(job, null); // unless the next one is there
    }

    /// The next token is asked for as soon as the last one is written: the thread stays on its processor that long.
    private void awaitJob() {
        long patience = System.nanoTime() + SPIN_NANOS;
        while (current.get() == null && System.nanoTime() < patience) Thread.onSpinWait();
        while (current.get() == null) LockSupport.park(this);
    }

    private static final class Job<T extends @Nullable Object> {
        private final Supplier<T> work;
        private final Runnable onInterrupt;
        private final Thread caller = Thread.currentThread();
        private boolean last;
        private @Nullable Runnable aftermath;
        private @Nullable T result;
        private @Nullable Throwable failure;
        private volatile boolean done;

        Job(Supplier<T> work, Runnable onInterrupt) {
            this.work = work;
            this.onInterrupt = onInterrupt;
        }

        void run() {
            try {
                result = work.get();
            } catch (Throwable thrown) { // carried to the waiting thread
                failure = thrown;
            }
        }

        boolean isInAftermath() {
            return aftermath != null && done && failure == null;
        }

        void fail(Throwable reason) {
            failure = reason;
            finish();
        }

        void finish() {
            done = true;
            LockSupport.unpark(caller);
        }

        @SuppressWarnings("NullAway") // where T is not nullable, work returned a value
        T await() {
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupted = true;
                    onInterrupt.run();
                }
            }
            if (interrupted) caller.interrupt();
            if (failure instanceof RuntimeException thrown) throw seenFromCaller(thrown);
            if (failure instanceof Error thrown) throw seenFromCaller(thrown);
            return result;
        }

        /// Appends the waiting thread's frames to those of the thread that failed: they show whose call it was.
        private static <X extends Throwable> X seenFromCaller(X thrown) {
            StackTraceElement[] here = new Throwable().getStackTrace();
            thrown.setStackTrace(Stream.of(thrown.getStackTrace(), here)
                    .flatMap(Stream::of)
                    .toArray(StackTraceElement[]::new));
            return thrown;
        }
    }
}

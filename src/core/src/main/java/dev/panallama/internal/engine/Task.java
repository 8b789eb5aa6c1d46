package dev.panallama.internal.engine;

/// What is done at once on the engine's thread, between two batches.
final class Task extends Ask {
    private final Runnable work;

    Task(Runnable work) {
        this.work = work;
    }

    void run() {
        try {
            work.run();
        } catch (Throwable thrown) { // carried to the asker
            fail(thrown);
            return;
        }
        finish();
    }
}

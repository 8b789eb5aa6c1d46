package dev.panallama.internal.worker;

import dev.panallama.error.WorkerDiedException;
import org.jspecify.annotations.Nullable;

/// Something that computes in a worker, and is closed there.
abstract class RemoteObject implements Calls.Caller {
    private final RemoteModel model;
    private final String name;
    private final int id;
    private final Operation closing;
    private final Object turn = new Object(); // of closing
    private volatile boolean closed;
    private volatile @Nullable String lost;

    /// @param name what users call it, in messages
    /// @param id its number in the worker
    /// @param closing the operation that closes it
    RemoteObject(RemoteModel model, String name, int id, Operation closing) {
        this.model = model;
        this.name = name;
        this.id = id;
        this.closing = closing;
        model.childOpened();
    }

    RemoteModel model() {
        return model;
    }

    int id() {
        return id;
    }

    /// Calls an operation for this object.
    ///
    /// @param values what follows the object's number
    Message call(Operation operation, @Nullable Object... values) {
        checkUsable();
        return model.calls().call(this, operation, with(values));
    }

    /// Calls an operation that has no result.
    void cast(Operation operation) {
        model.calls().cast(operation, id);
    }

    private @Nullable Object[] with(@Nullable Object... values) {
        var all = new @Nullable Object[values.length + 1];
        all[0] = id;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }

    @Override
    public void lost(String why) {
        lost = why;
    }

    public void checkUsable() {
        if (closed) throw new IllegalStateException("the %s is closed".formatted(name));
        String why = lost;
        if (why != null) throw new IllegalStateException(why);
        model.checkAlive();
    }

    boolean isUsable() {
        return !closed && lost == null && model.isAlive();
    }

    public void close() {
        synchronized (turn) {
            if (closed) return;
            try {
                if (model.isAlive()) model.calls().call(this, closing, id);
            } catch (WorkerDiedException _) { // which is as good
            }
            closed = true;
        }
        model.childClosed();
    }

    public Runnable cleanUp() {
        return this::close;
    }
}

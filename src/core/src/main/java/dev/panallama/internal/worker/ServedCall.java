package dev.panallama.internal.worker;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A call that a worker is making. What it runs may ask the program, from any thread, one question at a time.
final class ServedCall {
    private final Wire wire;
    private final Message message;
    private final LinkedBlockingQueue<Message> answers = new LinkedBlockingQueue<>();
    private @Nullable Thread thread; // guarded by this
    private boolean interrupted;

    ServedCall(Wire wire, Message message) {
        this.wire = wire;
        this.message = message;
    }

    /// Makes the call on this thread and sends what comes of it.
    void run(Service service) {
        begin();
        try {
            send(Message.Kind.RESULT, service.call(this, message));
        } catch (Throwable thrown) { // carried to the program
            send(Message.Kind.FAILURE, Failures.values(thrown, service.loss(message)));
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        thread = Thread.currentThread();
        if (interrupted) thread.interrupt();
    }

    private synchronized void end() {
        thread = null;
        Thread.interrupted();
    }

    /// Interrupts the call, if it has not ended.
    synchronized void interrupt() {
        interrupted = true;
        if (thread != null) thread.interrupt();
    }

    /// Asks the program and waits for the answer.
    @Nullable
    Object ask(Question question, @Nullable Object... values) {
        var all = new @Nullable Object[values.length + 1];
        all[0] = question.number();
        System.arraycopy(values, 0, all, 1, values.length);
        send(Message.Kind.ASK, all);
        try {
            Message answer = answers.take();
            if (answer.flag(0)) return answer.values()[1];
            throw new CancellationException("the program's own code failed");
        } catch (InterruptedException _) {
            throw new CancellationException("interrupted");
        }
    }

    void answered(Message answer) {
        answers.add(answer);
    }

    private void send(Message.Kind kind, @Nullable Object... values) {
        try {
            wire.send(kind, message.call(), values);
        } catch (IOException gone) { // and with the program, this process ends
            throw new IllegalStateException("the program is gone", gone);
        }
    }
}

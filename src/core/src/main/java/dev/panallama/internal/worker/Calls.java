package dev.panallama.internal.worker;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The calls of a program to its worker: any number at a time, each made by a thread that waits. What the worker asks
/// meanwhile is answered by that thread.
final class Calls {
    /// Who makes a call.
    interface Caller {
        /// Answers what the worker asks in the midst of it. What this throws becomes the end of the call.
        default @Nullable Object answer(Message question) {
            throw new IllegalStateException("there is no answer to question %d".formatted(question.integer(0)));
        }

        /// Takes note that the call has failed and the object that it was for can compute no more.
        default void lost(String why) {}

        /// Returns how many seconds the worker has to answer once the thread that waits was interrupted.
        default long patience() {
            return Long.MAX_VALUE;
        }
    }

    private static final int NO_CALL = -1;
    private static final Message END = new Message(Message.Kind.FAILURE, NO_CALL, new Object[0]);

    private final WorkerProcess process;
    private final Wire wire;
    private final Map<Integer, LinkedBlockingQueue<Message>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Heartbeat heartbeat;
    private volatile boolean ended;

    /// @param tick says how many milliseconds pass between two looks whether a silent worker is still there
    Calls(WorkerProcess process, LongSupplier tick) {
        this.process = process;
        wire = process.wire();
        heartbeat = new Heartbeat(this, tick);
        heartbeat.start();
        Thread.ofPlatform().name("panallama worker replies").daemon().start(this::receive);
    }

    private void receive() {
        try {
            while (true) {
                Message message = wire.receive();
                heartbeat.heard();
                LinkedBlockingQueue<Message> queue = waiting.get(message.call());
                if (queue != null) queue.add(message);
            }
        } catch (Throwable gone) { // whatever was sent: nobody must wait for ever
            end();
            process.messagesEnded();
        }
    }

    private void end() {
        ended = true;
        waiting.values().forEach(it -> it.add(END));
        heartbeat.end();
    }

    boolean haveEnded() {
        return ended;
    }

    /// Whether somebody waits for the worker.
    boolean areAwaited() {
        return !waiting.isEmpty();
    }

    /// Asks the worker whether it is there.
    void askForSign() throws IOException {
        wire.send(Message.Kind.SIGN, NO_CALL);
    }

    /// Ends a worker that was silent for some seconds, and all that wait for it.
    void giveUp(long seconds) {
        if (ended) return;
        process.giveUp(seconds);
        end(); // a process that is stuck in the system may not end
    }

    private void stop() {
        process.stop();
        end(); // for the same reason
    }

    /// Calls an operation and waits for its result, also when interrupted: the worker learns of that.
    Message call(Caller caller, Operation operation, @Nullable Object... values) {
        int number = nextNumber();
        LinkedBlockingQueue<Message> queue = begin(number);
        try {
            send(Message.Kind.CALL, number, operation, values);
            return await(number, queue, caller);
        } finally {
            waiting.remove(number);
        }
    }

    private int nextNumber() {
        return numbers.incrementAndGet() & Integer.MAX_VALUE;
    }

    private LinkedBlockingQueue<Message> begin(int number) {
        var queue = new LinkedBlockingQueue<Message>();
        waiting.put(number, queue);
        heartbeat.begin();
        return queue;
    }

    private Message await(int number, LinkedBlockingQueue<Message> queue, Caller caller) {
        Throwable thrown = null;
        boolean interrupted = false;
        try {
            while (true) {
                Message message = null;
                try {
                    message = interrupted ? queue.poll(caller.patience(), TimeUnit.SECONDS) : queue.take();
                    if (message == null) stop();
                } catch (InterruptedException _) {
                    interrupted = true;
                    send(Message.Kind.INTERRUPT, number);
                }
                if (message == null) continue;
                switch (message.kind()) {
                    case RESULT -> {
                        return message;
                    }
                    case ASK -> thrown = answer(message, caller, thrown);
                    default -> throw failure(message, caller, thrown);
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Answers, or says that there is no answer because the program's own code threw.
    private @Nullable Throwable answer(
            Message question, Caller caller, @Nullable Throwable before) {
        try {
            send(Message.Kind.ANSWER, question.call(), true, caller.answer(question));
            return before;
        } catch (Throwable thrown) { // carried around the worker to the caller
            send(Message.Kind.ANSWER, question.call(), false);
            return thrown;
        }
    }

    private RuntimeException failure(Message message, Caller caller, @Nullable Throwable thrown) {
        if (message.call() == NO_CALL) return process.death();
        if (message.values()[4] instanceof String lost) caller.lost(lost);
        if (thrown instanceof Error error) throw error;
        return thrown instanceof RuntimeException own ? own : Failures.exception(message);
    }

    /// Calls an operation that has no result. Waits until there is room in the pipe for it.
    void cast(Operation operation, @Nullable Object... values) {
        int number = nextNumber();
        var _ = begin(number);
        try {
            send(Message.Kind.CAST, number, operation, values);
        } finally {
            waiting.remove(number);
        }
    }

    private void send(Message.Kind kind, int number, Operation operation, @Nullable Object... values) {
        var all = new @Nullable Object[values.length + 1];
        all[0] = operation.number();
        System.arraycopy(values, 0, all, 1, values.length);
        send(kind, number, all);
    }

    private void send(Message.Kind kind, int number, @Nullable Object... values) {
        if (ended) throw process.death();
        try {
            wire.send(kind, number, values);
        } catch (IOException gone) {
            throw process.death();
        }
    }
}

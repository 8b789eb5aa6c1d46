package dev.panallama.internal.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The worker process: reads calls from its standard input, makes each on a thread of its own and answers on its standard
/// output. The thread that reads does nothing that may take long, so that the program hears at any time that it is there. It ends with its input, and so with the program that started it.
public final class Worker {
    private final Wire wire = new Wire(
            new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    private final Service service = new Service();
    private final Map<Integer, ServedCall> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("panallama worker ", 0).daemon().factory());

    private Worker() {}

    /// Serves until the input ends.
    public static void main(String[] arguments) {
        System.setOut(System.err); // the real one is for messages alone
        try {
            new Worker().serve();
        } catch (IOException _) { // the program is gone
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private void serve() throws IOException {
        while (true) {
            Message message = wire.receive();
            switch (message.kind()) {
                case CALL -> begin(message);
                case CAST -> service.cast(message);
                case INTERRUPT -> running(message).ifPresent(ServedCall::interrupt);
                case SIGN -> wire.send(Message.Kind.SIGN, message.call());
                case ANSWER -> running(message).ifPresent(it -> it.answered(message));
                default -> throw new IOException("a program does not send " + message.kind());
            }
        }
    }

    private Optional<ServedCall> running(Message message) {
        return Optional.ofNullable(running.get(message.call()));
    }

    private void begin(Message message) {
        var call = new ServedCall(wire, message);
        running.put(message.call(), call);
        threads.execute(() -> {
            call.run(service);
            running.remove(message.call());
        });
    }
}

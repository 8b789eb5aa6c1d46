package dev.panallama.runner.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A web server with one file, which can be made to misbehave.
final class FileServer implements AutoCloseable {
    /// How an answer ends.
    enum Ending {
        COMPLETE, BROKEN_OFF, SILENT
    }

    private final byte[] file;
    private final HttpServer server;
    /// The Range header of each request so far, or `all`.
    final List<String> requests = new CopyOnWriteArrayList<>();
    /// How the next answers end; then all are complete.
    final List<Ending> endings = new CopyOnWriteArrayList<>();
    volatile boolean slow;

    FileServer(byte[] file) throws IOException {
        this.file = file;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/model.gguf", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:%d/model.gguf".formatted(server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "all" : range);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null)
            exchange.getResponseHeaders().set("Content-Range",
                    "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
        exchange.sendResponseHeaders(range == null ? 200 : 206, file.length - from);
        Ending ending = endings.isEmpty() ? Ending.COMPLETE : endings.removeFirst();
        try {
            send(exchange, from, ending == Ending.COMPLETE ? file.length : (from + file.length) / 2);
            if (ending == Ending.SILENT) Thread.sleep(60_000);
        } catch (InterruptedException | IOException _) {
            // The client left.
        } finally {
            exchange.close();
        }
    }

    private void send(HttpExchange exchange, int from, int to) throws IOException, InterruptedException {
        for (int at = from; at < to; at += 4096) {
            exchange.getResponseBody().write(file, at, Math.min(4096, to - at));
            exchange.getResponseBody().flush();
            if (slow) Thread.sleep(20);
        }
    }
}

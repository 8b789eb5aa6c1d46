package dev.panallama.runner.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A web server with files, which can be made to misbehave.
public final class FileServer implements AutoCloseable {
    /// How an answer ends.
    public enum Ending {
        COMPLETE, BROKEN_OFF, SILENT
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    /// What was asked for so far: the path and the range, or `all`; the first byte of a file, by which its length is asked for, is left out.
    public final List<String> requests = new CopyOnWriteArrayList<>();
    /// The Authorization header of each request.
    public final List<String> tokens = new CopyOnWriteArrayList<>();
    /// How the next answers end; then all are complete.
    public final List<Ending> endings = new CopyOnWriteArrayList<>();
    /// Where paths are redirected to.
    public final Map<String, String> redirects = new ConcurrentHashMap<>();
    /// Whether a little at a time is sent.
    public volatile boolean slow;
    /// Whether parts of a file are sent to those who ask for them.
    public volatile boolean ranges = true;

    /// How many answers say that it is overloaded.
    public final AtomicInteger overloads = new AtomicInteger();
    /// Whether it says when a file changes.
    public volatile boolean tags = true;

    /// Starts a server without files.
    public FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /// Adds a file.
    public FileServer with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /// Returns the address of a path.
    public URI uri(String path) {
        return URI.create("http://localhost:%d%s".formatted(server.getAddress().getPort(), path));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        tokens.add(authorization == null ? "none" : authorization);
        byte[] file = files.get(path);
        if (overloads.getAndUpdate(it -> Math.max(0, it - 1)) > 0) exchange.sendResponseHeaders(503, -1);
        else if (redirects.containsKey(path)) {
            exchange.getResponseHeaders().set("Location", redirects.get(path));
            exchange.sendResponseHeaders(302, -1);
        } else if (file == null) exchange.sendResponseHeaders(404, -1);
        else send(exchange, path, file);
        exchange.close();
    }

    private void send(HttpExchange exchange, String path, byte[] file) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher matcher = RANGE.matcher(range == null ? "" : range);
        boolean part = ranges && matcher.matches();
        int from = part ? Integer.parseInt(matcher.group(1)) : 0;
        int to = part && !matcher.group(2).isEmpty() ? Integer.parseInt(matcher.group(2)) + 1 : file.length;
        boolean probe = from == 0 && to == 1;
        if (!probe) requests.add(path + " " + (part ? range : "all"));
        if (tags) exchange.getResponseHeaders().set("ETag", "\"%d\"".formatted(java.util.Arrays.hashCode(file)));
        if (part)
            exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, file.length));
        exchange.sendResponseHeaders(part ? 206 : 200, to - from);
        Ending ending = probe || endings.isEmpty() ? Ending.COMPLETE : endings.removeFirst();
        try {
            send(exchange, file, from, ending == Ending.COMPLETE ? to : (from + to) / 2);
            if (ending == Ending.SILENT) Thread.sleep(60_000);
        } catch (InterruptedException | IOException _) {
            // The client left.
        }
    }

    private void send(HttpExchange exchange, byte[] file, int from, int to) throws IOException, InterruptedException {
        for (int at = from; at < to; at += 4096) {
            exchange.getResponseBody().write(file, at, Math.min(4096, to - at));
            exchange.getResponseBody().flush();
            if (slow) Thread.sleep(20);
        }
    }
}

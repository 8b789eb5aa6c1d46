package dev.panallama.gguf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A web server on this machine that answers with whatever a test wants to see answered, also what no server should.
final class FileServer implements AutoCloseable {
    /// What was asked for; the names of headers are in small letters.
    record Request(String path, Map<String, String> headers) {
        /// Returns the first and last byte that are asked for.
        long[] range() {
            String[] parts = headers.getOrDefault("range", "bytes=0-").substring("bytes=".length()).split("-");
            return new long[]{Long.parseLong(parts[0]), Long.parseLong(parts[1])};
        }
    }

    /// Writes an answer to a connection, which is closed after it.
    @FunctionalInterface
    interface Handler {
        void answer(Request request, OutputStream out) throws IOException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Handler handler;

    FileServer(Handler handler) throws IOException {
        this.handler = handler;
        Thread.ofVirtual().start(this::accept);
    }

    /// Returns a server of one file that knows ranges.
    static FileServer of(byte[] file) throws IOException {
        return new FileServer((request, out) -> sendRange(request, out, file, "ETag: \"one\""));
    }

    static void sendRange(Request request, OutputStream out, byte[] file, String... headers) throws IOException {
        long[] range = request.range();
        int first = (int) range[0];
        int last = (int) Math.min(range[1], file.length - 1L);
        String contentRange = "Content-Range: bytes %d-%d/%d".formatted(first, last, file.length);
        send(out, "206 Partial Content", List.of(contentRange, String.join("\r\n", headers)), last - first + 1);
        out.write(file, first, last - first + 1);
    }

    static void send(OutputStream out, String status, List<String> headers, long length) throws IOException {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        for (String it : headers) if (!it.isEmpty()) head.append(it).append("\r\n");
        head.append("Content-Length: ").append(length).append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    static void redirect(OutputStream out, int status, String location) throws IOException {
        send(out, status + " Elsewhere", List.of("Location: " + location), 0);
    }

    URI address(String path) {
        return URI.create("http://localhost:%d%s".formatted(socket.getLocalPort(), path));
    }

    /// Returns what was asked for up to now.
    List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            if (line == null) return;
            var headers = new LinkedHashMap<String, String>();
            for (String it = in.readLine(); it != null && !it.isEmpty(); it = in.readLine())
                headers.put(it.substring(0, it.indexOf(':')).toLowerCase(Locale.ROOT),
                        it.substring(it.indexOf(':') + 2));
            var request = new Request(line.split(" ")[1], headers);
            requests.add(request);
            handler.answer(request, connection.getOutputStream());
        } catch (IOException _) {
            // the client has seen enough
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

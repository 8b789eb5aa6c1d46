package dev.panallama.bench.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A llama-server of its own, started for a measurement and ended after it.
final class LlamaServer implements Target {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final HttpTarget http;

    private LlamaServer(Process process, HttpTarget http) {
        this.process = process;
        this.http = http;
    }

    /// Returns the server of a program, which is started anew each time.
    ///
    /// @param more further arguments of it
    static TargetKind of(Path program, Path model, List<String> more) {
        return new TargetKind() {
            @Override
            public String name() {
                return "llama-server";
            }

            @Override
            public Target open(Opening opening) throws Exception {
                return start(program, model, opening, more);
            }
        };
    }

    private static LlamaServer start(Path program, Path model, TargetKind.Opening opening, List<String> more)
            throws IOException, InterruptedException {
        int port = freePort();
        var command = new ArrayList<>(List.of(program.toString(), "-m", model.toString(), "--host", "127.0.0.1",
                "--port", "" + port, "-np", "" + opening.slots(),
                "-c", "" + Math.ceilDiv(opening.contextLength(), 256) * 256 * opening.slots(),
                "-t", "" + opening.threads(), "-tb", "" + opening.threads()));
        command.addAll(more);
        var address = URI.create("http://127.0.0.1:" + port);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var server = new LlamaServer(process, new HttpTarget(address, false));
        try {
            server.await(address);
            return server;
        } catch (IOException | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await(URI address) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest health = HttpRequest.newBuilder(address.resolve("/health")).build();
        try (var client = HttpClient.newHttpClient()) {
            while (process.isAlive() && System.nanoTime() < end) {
                if (isReady(client, health)) return;
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException(process.isAlive()
                ? "llama-server was not ready within " + PATIENCE
                : "llama-server ended with exit code %d: start it by hand to see why".formatted(process.exitValue()));
    }

    private static boolean isReady(HttpClient client, HttpRequest health) throws IOException, InterruptedException {
        try {
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException _) { // it does not listen yet
            return false;
        }
    }

    @Override
    public Counts answer(Request request, Listener listener) throws IOException, InterruptedException {
        return http.answer(request, listener);
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.panallama.runner.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/// A proxy that tunnels for those who know its password.
final class GuardedProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0);
    private final String wanted;
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /// @param user a name, a colon and a password
    GuardedProxy(String user) throws IOException {
        wanted = "proxy-authorization: basic "
                + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        Thread.startVirtualThread(this::accept);
    }

    String host() {
        return "localhost:" + socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        } catch (IOException _) { // it is closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            List<String> head = head(client.getInputStream());
            requests.add(head.getFirst());
            if (head.stream().noneMatch(it -> it.regionMatches(true, 0, wanted, 0, wanted.length()))) {
                say(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"here\"");
                return;
            }
            String[] target = head.getFirst().split(" ")[1].split(":");
            try (var server = new Socket(target[0], Integer.parseInt(target[1]))) {
                say(client, "200 Connection established");
                Thread back = Thread.startVirtualThread(() -> pass(server, client));
                pass(client, server);
                back.join();
            }
        } catch (IOException | InterruptedException _) { // somebody has gone
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) throw new IOException("no request");
            text.append((char) next);
        }
        return text.toString().lines().toList();
    }

    private static void say(Socket client, String answer) throws IOException {
        client.getOutputStream().write("HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n".formatted(answer)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) { // one of them has gone
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

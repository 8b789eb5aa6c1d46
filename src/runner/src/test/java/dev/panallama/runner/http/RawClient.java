package dev.panallama.runner.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client that sends what it is told to, and reads when it is told to.
final class RawClient implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final Socket socket = new Socket();

    RawClient(InetSocketAddress server) throws IOException {
        socket.setReceiveBufferSize(64 << 10);
        socket.setSoTimeout(30_000);
        socket.connect(server);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /// Reads an answer: its head and as much as that says.
    String answer() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in().read();
            if (next < 0) throw new EOFException("after: " + head);
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in().readNBytes(rest), StandardCharsets.UTF_8);
    }

    /// Reads until the server ends the connection.
    String rest() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            in().transferTo(all);
        } catch (SocketException _) {
            // It had not read all that was sent when it ended it.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

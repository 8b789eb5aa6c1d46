package dev.panallama.runner.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import dev.panallama.runner.http.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections on which nothing is asked are not kept for ever, others are.
@Timeout(60)
final class IdleConnectionTest {
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final String VERSION = "GET /api/version HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.of(ServerOptions.defaults().at("127.0.0.1", 0).withIdle(IDLE), TinyModels.llama());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void one_that_says_nothing_or_never_ends_its_header_is_closed() throws Exception {
        try (Socket silent = open(); Socket slow = open()) {
            send(slow, VERSION.substring(0, VERSION.length() - 2));
            assertEquals(-1, silent.getInputStream().read());
            assertEquals(-1, slow.getInputStream().read());
        }
    }

    @Test
    void one_that_asks_again_in_time_is_kept_and_closed_afterwards() throws Exception {
        try (Socket asking = open()) {
            for (int i = 0; i < 4; i++) {
                Thread.sleep(IDLE.dividedBy(2));
                send(asking, VERSION);
                assertTrue(readUntil(asking.getInputStream(), "}").contains("200 OK"));
            }
            assertEquals(-1, asking.getInputStream().read());
        }
    }

    @Test
    void one_that_waits_for_a_long_answer_is_kept() throws Exception {
        String body = """
                {"model": "llama", "prompt": "the sky", "n_predict": 100000, "ignore_eos": true, "stream": true}""";
        try (Socket waiting = open()) {
            send(waiting, "POST /completion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body));
            long end = System.nanoTime() + IDLE.multipliedBy(4).toNanos();
            while (System.nanoTime() < end) assertTrue(waiting.getInputStream().read() >= 0);
        }
    }

    private static Socket open() throws IOException {
        var socket = new Socket("127.0.0.1", server.server().address().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            assertTrue(next >= 0, text::toString);
            text.append((char) next);
        }
        return text.toString();
    }
}
